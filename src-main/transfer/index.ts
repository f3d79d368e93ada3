/**
 * Moving bytes: one range of one file to one presigned URL, and back to verify it. Knows S3's answers, nothing of TAMS.
 */
export { digestFiles } from './digest-files.ts'
export { hasRunOut } from './presigned-url.ts'
export { putObject, type PutObject, type StoredObject, type Timeouts } from './put-object.ts'
export { createRateLimit, type RateLimit } from './rate-limit.ts'
export { readObject, type ReadObject } from './read-object.ts'
export { readBack, type ReadBack } from './read-back.ts'
