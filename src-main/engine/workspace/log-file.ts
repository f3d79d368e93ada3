import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { EventName, EventPayload } from '../../../src-shared/contract.ts'
import { withoutSecrets } from '../../../src-shared/problems.ts'

/** What happened, a line each, for whoever has to find out why. It stays on this computer. */
export interface Log {
  write: (what: string, more?: Readonly<Record<string, unknown>>) => void
  /** Writes of an event what is worth a line. */
  onEvent: <N extends EventName>(name: N, payload: EventPayload<N>) => void
  /** The last lines, oldest first. */
  last: (lines: number) => string[]
}

const FILE = 'framehaul.log'
const OLD = 'framehaul.1.log'
const MOST_BYTES = 2_000_000

/**
 * Keeps a log in a data folder: one file and the one before, 2 MB each.
 *
 * Every line goes through `withoutSecrets`; a log that cannot be written is no reason to stop working.
 */
export function openLog(folder: string, nowMs: () => number = Date.now): Log {
  const place = join(folder, 'logs')
  const path = join(place, FILE)

  function write(what: string, more: Readonly<Record<string, unknown>> = {}): void {
    try {
      mkdirSync(place, { recursive: true })
      if (existsSync(path) && statSync(path).size > MOST_BYTES) renameSync(path, join(place, OLD))
      appendFileSync(
        path,
        `${withoutSecrets(JSON.stringify({ at: new Date(nowMs()).toISOString(), what, ...more }))}\n`,
      )
    } catch {
      // Nobody is helped by a second failure.
    }
  }

  function onEvent(name: EventName, payload: unknown): void {
    switch (name) {
      case 'connection:changed': {
        const { address, state, dialect, problem } = payload as EventPayload<'connection:changed'>
        return write('connection', {
          address,
          state,
          dialect,
          ...(problem ? { problem: problem.code, detail: problem.detail } : {}),
        })
      }
      case 'queue:held': {
        const { hold } = payload as EventPayload<'queue:held'>
        return write(hold ? 'held' : 'goes on', hold ? { problem: hold.problem.code, detail: hold.problem.detail } : {})
      }
      case 'queue:changed': {
        for (const { id, name: file, state } of (payload as EventPayload<'queue:changed'>).items) {
          if (state.name === 'failed' || state.name === 'waiting')
            write(state.name, { id, file, step: state.step, problem: state.problem.code, detail: state.problem.detail })
          else if (state.name === 'done') write('done', { id, file })
        }
        return undefined
      }
      case 'watch:changed': {
        const { path: folder, trouble } = payload as EventPayload<'watch:changed'>
        return write('watched', { folder, ...(trouble ? { problem: trouble.code, detail: trouble.detail } : {}) })
      }
      case 'queue:progress':
      case 'doctor:checked':
      case 'door:command':
        return undefined
    }
  }

  return {
    write,
    onEvent,
    last: (lines) =>
      [OLD, FILE]
        .flatMap((name) => {
          try {
            return readFileSync(join(place, name), 'utf8').split('\n').filter(Boolean)
          } catch {
            return []
          }
        })
        .slice(-lines),
  }
}
