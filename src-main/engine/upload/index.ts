/** One item from its first step to its last. */
export { FORGETFUL } from './find-duplicate.ts'
export { type RunContext, probeItem, uploadItem } from './run-item.ts'
export { createSourceLedger } from './source-ledger.ts'
