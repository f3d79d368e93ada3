/** Looks at everything that an upload needs. */
export { examine } from './doctor.ts'
export { examineFolder } from './examine-folder.ts'
