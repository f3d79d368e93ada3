import { onTestFinished, vi } from 'vitest'
import { openWorkspace, type Workspace } from '../../src-main/engine/index.ts'
import type { Answer, Ask, CallName } from '../../src-shared/contract.ts'
import { ok } from '../../src-shared/outcome.ts'
import type { QueueHandlers } from '../../src-main/engine/index.ts'
import { serveCall } from '../../src-shared/serve-calls.ts'
import type { Handlers } from '../../src-shared/contract.ts'
import { patiently } from './patience.ts'
import { tempFolder } from './temp-folder.ts'

export interface TestWorkspace extends Workspace {
  readonly folder: string
  /** Paths that belong to no item any more. */
  readonly gone: readonly string[]
  /** A call as a window makes it; one that is meant to succeed. */
  call: <N extends CallName & keyof QueueHandlers>(name: N, ask: Ask<N>) => Promise<Answer<N>>
  untilAllDone: () => Promise<void>
}

/** A whole workspace as a door opens it, connected to a store. */
export async function testWorkspace(url: string, folder?: string): Promise<TestWorkspace> {
  const place = folder ?? (await tempFolder())
  const gone: string[] = []
  const opened = await openWorkspace({
    folder: place,
    embeddedUrl: () => Promise.resolve(ok(url)),
    announce: () => undefined,
    gone: (paths) => gone.push(...paths),
    secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
  })
  if (!opened.ok) throw new Error(opened.problem.message)
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    await opened.value.close()
  }
  onTestFinished(close)
  const { engine } = opened.value
  return {
    ...opened.value,
    close,
    gone,
    folder: place,
    call: async (name, ask) => {
      const outcome = await serveCall(opened.value.handlers as unknown as Handlers, name, ask)
      if (!outcome.ok) throw new Error(`${name}: ${outcome.problem.message} ${outcome.problem.detail ?? ''}`)
      return outcome.value as Answer<typeof name>
    },
    untilAllDone: () =>
      vi.waitFor(() => {
        const states = engine.items().map((it) => it.life.state)
        if (states.length === 0 || states.some((it) => it.name !== 'done')) throw new Error(JSON.stringify(states))
      }, patiently),
  }
}
