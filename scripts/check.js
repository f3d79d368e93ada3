// `npm run check`: lint on one core and everything else beside it.
import { besideEachOther } from './beside.js'
import { checksOf, runChecks } from './checks.js'

const beside = besideEachOther()
const [lint, ...others] = checksOf({ usesCache: true })
const failed = (await Promise.all([runChecks([lint], beside), runChecks(others, beside)])).flat()
if (failed.length > 0) console.log(`FAILED: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
