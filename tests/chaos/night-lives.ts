import { join, resolve } from 'node:path'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import type { ProblemCode } from '../../src-shared/problems.ts'
import type { NightLifePlan, NightNews } from './night-life.ts'
import type { NightServer } from './night-server.ts'
import { readQueue } from './read-queue.ts'
import { startLife, type Life } from './start-life.ts'

/** A part of the night: how long it took on its clock, what was asked meanwhile, and what a person was told. */
export interface Act {
  readonly name: string
  readonly minutes: number
  readonly requests: number
  readonly messages: readonly ProblemCode[]
}

/** What a part of the night may look like from outside. */
export interface Expected {
  readonly name: string
  /** Said once; nothing is said where it is left out. */
  readonly message?: ProblemCode
  /** Requests. */
  readonly most?: number
}

/** The engine of a night, one life after the other. */
export interface NightLives {
  begin: (groups: NightLifePlan['groups']) => Promise<void>
  /** Ends the process as a power cut does, if one lives. */
  kill: () => Promise<void>
  /** Resolves when the engine has come to rest. */
  ended: () => Promise<void>
  /** The same wait; rejects where the engine comes to rest before. */
  until: <T>(wait: Promise<T>) => Promise<T>
  act: (expected: Expected, play: () => Promise<unknown>) => Promise<void>
  acts: () => readonly Act[]
  wrong: () => readonly string[]
}

export interface NightLivesOptions {
  readonly folder: string
  readonly server: NightServer
  /** The night's clock, which the engine's process puts forward. */
  readonly clock: { aheadMs: number }
  readonly facts: MediaFacts
}

const lifeFile = resolve(import.meta.dirname, 'night-life.ts')

export function createNightLives({ folder, server, clock, facts }: NightLivesOptions): NightLives {
  const messages: ProblemCode[] = []
  const acts: Act[] = []
  const wrong: string[] = []
  let life: Life | null = null
  let told: ProblemCode | null = null

  function hear(news: NightNews): void {
    if (news.type === 'leap') clock.aheadMs = news.aheadMs
    // The same again is the next look, and no news for a person.
    else if (news.code !== told) {
      told = news.code
      if (told) messages.push(told)
    }
    server.look()
  }

  async function begin(groups: NightLifePlan['groups']): Promise<void> {
    const plan: NightLifePlan = {
      folder: join(folder, 'data'),
      url: server.url,
      auth: { kind: 'oauth2', tokenUrl: server.tokenUrl, clientId: 'night' },
      aheadMs: clock.aheadMs,
      groups,
      facts,
    }
    life = await startLife(lifeFile, folder, plan)
    life.child.on('message', hear)
    // Whoever waits for it hears of it.
    life.ended.catch(() => undefined)
    told = null
  }

  return {
    begin,
    kill: async () => {
      life?.child.kill('SIGKILL')
      await life?.ended.catch(() => undefined)
    },
    ended: async () => void (await life?.ended),
    until: (wait) =>
      Promise.race([
        wait,
        Promise.resolve(life?.ended).then(() => {
          throw new Error(`the engine came to rest too early: ${howItemsStand(join(folder, 'data'))}`)
        }),
      ]),
    act: async ({ name, message, most }, play) => {
      const before = { ms: Date.now() + clock.aheadMs, requests: server.requests(), messages: messages.length }
      await play()
      const act: Act = {
        name,
        minutes: (Date.now() + clock.aheadMs - before.ms) / 60_000,
        requests: server.requests() - before.requests,
        messages: messages.slice(before.messages),
      }
      acts.push(act)
      if (act.messages.join() !== (message ?? ''))
        wrong.push(`${name}: it was told ${act.messages.join() || 'nothing'}`)
      if (most !== undefined && act.requests > most) wrong.push(`${name}: ${act.requests} requests`)
    },
    acts: () => acts,
    wrong: () => wrong,
  }
}

/** How many items are done or stand with what. */
function howItemsStand(folder: string): string {
  const standing: Record<string, number> = {}
  for (const { state } of readQueue(folder).items.map((it) => it.life)) {
    const how = state.name === 'failed' ? state.problem.code : state.name
    standing[how] = (standing[how] ?? 0) + 1
  }
  return JSON.stringify(standing)
}
