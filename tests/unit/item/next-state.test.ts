import { describe, expect, it } from 'vitest'
import { eventTypes, type ItemEvent, type ItemEventType } from '../../../src-shared/item/events.ts'
import { isPossible, nextLife, type Life } from '../../../src-shared/item/next-state.ts'
import { itemStateSchema, stateNames, type ItemState, type StateName } from '../../../src-shared/item/state.ts'
import { stepAfter, steps } from '../../../src-shared/item/steps.ts'
import { problem } from '../../../src-shared/problems.ts'

const trouble = problem('connection-lost')
const RUN = 7

const stateOf: { readonly [N in StateName]: Extract<ItemState, { name: N }> } = {
  probing: { name: 'probing' },
  ready: { name: 'ready' },
  queued: { name: 'queued', step: 'flow', attempt: 2 },
  uploading: { name: 'uploading', step: 'media', attempt: 2 },
  waiting: { name: 'waiting', step: 'media', attempt: 3, untilMs: 1, problem: trouble },
  paused: { name: 'paused', step: 'media' },
  done: { name: 'done', finishedMs: 1 },
  failed: { name: 'failed', step: 'media', problem: trouble },
  cancelled: { name: 'cancelled', step: 'media', before: { name: 'paused', step: 'media' } },
}

const eventOf: { readonly [T in ItemEventType]: Extract<ItemEvent, { type: T }> } = {
  probed: { type: 'probed', runId: RUN },
  unreadable: { type: 'unreadable', runId: RUN, problem: trouble },
  'slot-freed': { type: 'slot-freed' },
  'step-done': { type: 'step-done', runId: RUN, step: 'media', atMs: 5 },
  'already-there': { type: 'already-there', runId: RUN, atMs: 6 },
  'step-undone': { type: 'step-undone', runId: RUN, backTo: 'storage' },
  'step-failed': { type: 'step-failed', runId: RUN, problem: trouble, retryAtMs: 9 },
  held: { type: 'held', runId: RUN },
  timer: { type: 'timer' },
  start: { type: 'start' },
  pause: { type: 'pause' },
  resume: { type: 'resume' },
  cancel: { type: 'cancel' },
  restored: { type: 'restored' },
  retry: { type: 'retry', probeAgain: false },
  restarted: { type: 'restarted' },
}

/** Where every pair leads; what is not here must change nothing. */
const expected: { readonly [S in StateName]: { readonly [E in ItemEventType]?: ItemState } } = {
  probing: {
    probed: { name: 'ready' },
    unreadable: { name: 'failed', step: null, problem: trouble },
    pause: { name: 'paused', step: null },
    cancel: { name: 'cancelled', step: null, before: stateOf.probing },
    restarted: { name: 'probing' },
  },
  ready: {
    start: { name: 'queued', step: 'source', attempt: 1 },
    restarted: { name: 'queued', step: 'source', attempt: 1 },
    pause: { name: 'paused', step: 'source' },
    cancel: { name: 'cancelled', step: null, before: stateOf.ready },
  },
  queued: {
    'slot-freed': { name: 'uploading', step: 'flow', attempt: 2 },
    pause: { name: 'paused', step: 'flow' },
    cancel: { name: 'cancelled', step: 'flow', before: stateOf.queued },
  },
  uploading: {
    'step-done': { name: 'uploading', step: 'segment', attempt: 1 },
    'already-there': { name: 'done', finishedMs: 6 },
    'step-undone': { name: 'uploading', step: 'storage', attempt: 3 },
    'step-failed': { name: 'waiting', step: 'media', attempt: 3, untilMs: 9, problem: trouble },
    pause: { name: 'paused', step: 'media' },
    cancel: { name: 'cancelled', step: 'media', before: { name: 'queued', step: 'media', attempt: 2 } },
    held: { name: 'queued', step: 'media', attempt: 2 },
    restarted: { name: 'queued', step: 'media', attempt: 2 },
  },
  waiting: {
    timer: { name: 'queued', step: 'media', attempt: 3 },
    retry: { name: 'queued', step: 'media', attempt: 1 },
    pause: { name: 'paused', step: 'media' },
    cancel: { name: 'cancelled', step: 'media', before: stateOf.waiting },
    restarted: { name: 'queued', step: 'media', attempt: 3 },
  },
  paused: {
    resume: { name: 'queued', step: 'media', attempt: 1 },
    cancel: { name: 'cancelled', step: 'media', before: stateOf.paused },
  },
  done: {},
  failed: {
    retry: { name: 'queued', step: 'media', attempt: 1 },
    cancel: { name: 'cancelled', step: 'media', before: stateOf.failed },
  },
  cancelled: { restored: stateOf.paused, retry: { name: 'queued', step: 'media', attempt: 1 } },
}

const pairs = stateNames.flatMap((name) => eventTypes.map((type) => [name, type] as const))

describe('the life of an item', () => {
  it.each(pairs)('%s on %s', (name, type) => {
    const life: Life = Object.freeze({ state: Object.freeze(stateOf[name]), runId: RUN })
    const next = nextLife(life, eventOf[type])
    const wanted = expected[name][type]
    expect(isPossible(name, type)).toBe(wanted !== undefined)
    if (wanted === undefined) expect(next).toBe(life)
    else expect(next.state).toEqual(wanted)
    expect(itemStateSchema.safeParse(next.state).success).toBe(true)
  })

  it.each(['probed', 'unreadable', 'step-done', 'already-there', 'step-undone', 'step-failed', 'held'] as const)(
    'is not changed by a %s of an earlier run',
    (type) => {
      for (const name of stateNames) {
        const life = { state: stateOf[name], runId: RUN + 1 }
        expect(nextLife(life, eventOf[type])).toBe(life)
      }
    },
  )

  it('goes through the five steps in order and is done', () => {
    let life: Life = { state: { name: 'uploading', step: 'source', attempt: 1 }, runId: RUN }
    const seen: string[] = []
    for (const step of steps) {
      seen.push(life.state.name === 'uploading' ? life.state.step : '?')
      life = nextLife(life, { type: 'step-done', runId: RUN, step, atMs: 42 })
    }
    expect(seen).toEqual(['source', 'flow', 'storage', 'media', 'segment'])
    expect(life.state).toEqual({ name: 'done', finishedMs: 42 })
    expect(stepAfter('segment')).toBeNull()
  })

  it('does not skip a step because another one was reported done', () => {
    const life: Life = { state: { name: 'uploading', step: 'flow', attempt: 1 }, runId: RUN }
    expect(nextLife(life, { type: 'step-done', runId: RUN, step: 'media', atMs: 1 })).toBe(life)
  })

  it('fails where no time for another try is given', () => {
    expect(
      nextLife({ state: stateOf.uploading, runId: RUN }, { ...eventOf['step-failed'], retryAtMs: null }).state,
    ).toEqual({ name: 'failed', step: 'media', problem: trouble })
  })

  it('reads the file again where the file was the problem', () => {
    expect(nextLife({ state: stateOf.failed, runId: RUN }, { type: 'retry', probeAgain: true }).state).toEqual({
      name: 'probing',
    })
    expect(nextLife({ state: { name: 'paused', step: null }, runId: RUN }, { type: 'resume' }).state).toEqual({
      name: 'probing',
    })
  })

  it('is as it was once a cancel was taken back, and what was being sent waits for its turn', () => {
    for (const name of stateNames.filter((it) => isPossible(it, 'cancel'))) {
      const ended = nextLife({ state: stateOf[name], runId: RUN }, { type: 'cancel' })
      const { state } = nextLife(ended, { type: 'restored' })
      expect(state).toEqual(name === 'uploading' ? { name: 'queued', step: 'media', attempt: 2 } : stateOf[name])
    }
  })

  it('goes on where a cancel is taken back that an earlier version wrote down', () => {
    const restored = (step: 'flow' | null) =>
      nextLife({ state: { name: 'cancelled', step }, runId: RUN }, { type: 'restored' }).state
    expect(restored('flow')).toEqual({ name: 'queued', step: 'flow', attempt: 1 })
    expect(restored(null)).toEqual({ name: 'probing' })
  })

  it('begins a new run whenever work begins or is called off, so that late answers are strangers', () => {
    for (const [name, type] of pairs) {
      const before = { state: stateOf[name], runId: RUN }
      const after = nextLife(before, eventOf[type])
      if (
        ['slot-freed', 'held', 'pause', 'resume', 'cancel', 'restored', 'retry', 'restarted'].includes(type) &&
        after !== before
      )
        expect(after.runId).toBe(RUN + 1)
    }
  })
})
