import { problem, type Problem } from './problems.ts'

/**
 * What systems say when what was there is gone: removed, or on a card that was pulled or a share that went away while
 * somebody read (`EIO`, `ENODEV`, `ENXIO`, `ESTALE`, `ENOTCONN`).
 */
const GONE = new Set(['ENOENT', 'ENOTDIR', 'EIO', 'ENODEV', 'ENXIO', 'ESTALE', 'ENOTCONN'])

export const isGone = (error: unknown): boolean => GONE.has((error as { code?: string }).code ?? '')

/** What an error of the system means for a file that was to be read: `file-missing` or `file-unreadable`. */
export const fileProblem = (error: unknown, detail?: string): Problem =>
  problem(isGone(error) ? 'file-missing' : 'file-unreadable', {}, detail ?? (error as { code?: string }).code)
