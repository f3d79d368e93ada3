import { openWorkspace } from '../../src-main/engine/index.ts'
import { ok } from '../../src-shared/outcome.ts'
import { findFiles } from '../../src-main/engine/index.ts'

/**
 * Uploads one file with the whole engine in this process and prints what that took, as one JSON object.
 *
 *   node one-upload.ts DATA_FOLDER SERVER_URL FILE
 */
const [folder = '', url = '', file = ''] = process.argv.slice(2)

const workspace = await openWorkspace({
  folder,
  embeddedUrl: () => Promise.resolve(ok(url)),
  announce: () => undefined,
  secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
  fixed: { connection: { url, dialect: 'auto', auth: { kind: 'none' }, caFile: null }, secret: null },
})
if (!workspace.ok) throw new Error(workspace.problem.message)
const found = await findFiles([file], { recursive: false })
if (!found.ok) throw new Error(found.problem.message)
const { engine, close } = workspace.value
const startedMs = performance.now()
const [id] = engine.add(found.value.files, { series: null, options: {} })
await engine.atRest()
const seconds = (performance.now() - startedMs) / 1000
const item = engine.items().find((it) => it.id === id)
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
console.log(
  JSON.stringify({
    state: item?.life.state.name,
    bytes: item?.size,
    seconds,
    peakMiB: maxRSS / 1024,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  }),
)
await close()
