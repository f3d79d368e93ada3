/** Moving bytes: one range of one file to one presigned URL. Knows S3's answers, nothing of TAMS. */
export { putObject, type PutObject, type StoredObject, type Timeouts } from './put-object.ts'
export { expiryOf } from './presigned-url.ts'
export { createRateLimit, type RateLimit } from './rate-limit.ts'
