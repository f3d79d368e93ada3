import { homedir } from 'node:os'
import packageFile from '../../package.json' with { type: 'json' }
import type { Handlers } from '../../src-shared/contract.ts'
import { failed, ok } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { diagnosticsText, samplesFolder, type Workspace } from '../engine/index.ts'
import { listFolder } from './list-folder.ts'

/** The window's calls: the workspace's own, and those that only this door can answer. */
export function createConsoleHandlers(workspace: Workspace): Handlers {
  const { version } = packageFile
  return {
    ...workspace.handlers,
    'door:describe': () =>
      Promise.resolve(
        ok({ kind: 'console' as const, nativePickers: false, version, home: homedir(), hasReleaseSite: false }),
      ),
    'door:pick': () => Promise.resolve(failed(problem('not-here'))),
    'folder:list': ({ path }) => listFolder(path),
    'door:diagnostics': () =>
      Promise.resolve(ok({ text: diagnosticsText(workspace, { framehaul: version, door: 'console' }) })),
    'samples:folder': () => Promise.resolve(samplesFolder(import.meta.dirname)),
  }
}
