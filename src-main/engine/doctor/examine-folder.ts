import type { Check } from '../../../src-shared/check.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { createConnections } from '../servers/connections.ts'
import { examine, type DoctorPorts } from './doctor.ts'
import { openJournal } from '../journal/journal.ts'
import type { WorkspaceOptions } from '../workspace/open-workspace.ts'

/** The doctor without a workspace: it works while another Framehaul has the data folder. */
export async function* examineFolder(
  options: Pick<WorkspaceOptions, 'folder' | 'embeddedUrl'> & {
    readonly fixed: NonNullable<WorkspaceOptions['fixed']>
  } & Pick<DoctorPorts, 'findFfprobe' | 'findFfmpeg'>,
): AsyncGenerator<Outcome<Check>, void, void> {
  const journal = openJournal(options.folder, false)
  if (!journal.ok) return yield journal
  const secrets = { read: () => Promise.resolve(null), write: () => Promise.resolve() }
  try {
    const connection = createConnections({
      journal: journal.value,
      secrets,
      embeddedUrl: options.embeddedUrl,
      changed: () => undefined,
      fixed: options.fixed,
    })
    for await (const check of examine({ ...options, connection })) yield ok(check)
  } finally {
    journal.value.close()
  }
}
