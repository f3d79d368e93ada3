import type { Check } from '../../../src-shared/check.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { createConnections, type ConnectionsPorts } from '../servers/index.ts'
import { examine, type DoctorPorts } from './doctor.ts'
import { readJournal } from '../journal/index.ts'

/** The doctor without a workspace: it works while another Framehaul has the data folder. */
export async function* examineFolder(
  options: Pick<DoctorPorts, 'folder' | 'findFfprobe' | 'findFfmpeg'> &
    Pick<ConnectionsPorts, 'embeddedUrl'> & { readonly fixed: NonNullable<ConnectionsPorts['fixed']> },
): AsyncGenerator<Outcome<Check>, void, void> {
  const journal = readJournal(options.folder)
  if (!journal.ok) return yield journal
  const secrets = { read: () => Promise.resolve(null), write: () => Promise.resolve() }
  const connection = createConnections({
    // It keeps nothing: what it connects to was given.
    journal: { setting: journal.value.setting, saveSetting: () => undefined },
    secrets,
    embeddedUrl: options.embeddedUrl,
    changed: () => undefined,
    fixed: options.fixed,
  })
  try {
    for await (const check of examine({ ...options, connection })) yield ok(check)
  } finally {
    connection.close()
    journal.value.close()
  }
}
