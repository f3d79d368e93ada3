/** Looks at everything that an upload needs. */
export { examine, type DoctorPorts } from './doctor.ts'
export { examineFolder } from './examine-folder.ts'
