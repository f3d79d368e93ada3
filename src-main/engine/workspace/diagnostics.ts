import { release, totalmem } from 'node:os'
import { withoutSecrets } from '../../../src-shared/problems.ts'
import type { Workspace } from './open-workspace.ts'

const LINES = 200

/**
 * What an engineer wants to know first, as text to copy: versions, server, queue, settings and the last lines of the
 * log. No secret is in it.
 */
export function diagnosticsText(
  workspace: Pick<Workspace, 'engine' | 'connection' | 'log' | 'settings'>,
  about: Readonly<Record<string, string>>,
): string {
  const { connection, serverId: _, ...status } = workspace.connection.status()
  const states = Map.groupBy(workspace.engine.items(), (it) => it.life.state.name)
  const facts = {
    ...about,
    node: process.versions.node,
    system: `${process.platform} ${release()} ${process.arch}`,
    memoryGB: Math.round(totalmem() / 1e9),
    connection: {
      ...status,
      dialectChosen: connection.dialect,
      auth: connection.auth.kind,
      ownCa: connection.caFile !== null,
    },
    hold: workspace.engine.hold()?.problem.code ?? null,
    queue: Object.fromEntries([...states].map(([name, items]) => [name, items.length])),
    settings: workspace.settings(),
  }
  return withoutSecrets(`${JSON.stringify(facts, null, 2)}\n\n${workspace.log.last(LINES).join('\n')}\n`)
}
