import { presign, type Bucket } from './presign.ts'
import type { ObjectFiles } from './object-files.ts'

/** Where the sandbox's objects live: in its own object store, or in a real S3. */
export interface MediaStore {
  /** @param base scheme, host and port under which the client reached the sandbox */
  putUrl: (key: string, base: string, signedHeaders: Readonly<Record<string, string>>) => Promise<string>
  getUrl: (key: string, base: string) => Promise<string>
  has: (key: string) => Promise<boolean>
  remove: (key: string) => Promise<void>
}

/** The sandbox's own object store, on the same port as its API. */
export function builtInStore(bucket: Omit<Bucket, 'endpoint'>, files: ObjectFiles, ttlSeconds: number): MediaStore {
  return {
    putUrl: (key, base, headers) =>
      presign({ ...bucket, endpoint: base }, { method: 'PUT', key, expiresIn: ttlSeconds, headers }),
    getUrl: (key, base) => presign({ ...bucket, endpoint: base }, { method: 'GET', key, expiresIn: ttlSeconds }),
    has: async (key) => (await files.find(key)) !== null,
    remove: (key) => files.remove(key),
  }
}

/** A real S3: the sandbox only presigns, and asks by HEAD whether an object has arrived. */
export function s3Store(bucket: Bucket, ttlSeconds: number): MediaStore {
  return {
    putUrl: (key, _base, headers) => presign(bucket, { method: 'PUT', key, expiresIn: ttlSeconds, headers }),
    getUrl: (key) => presign(bucket, { method: 'GET', key, expiresIn: ttlSeconds }),
    has: async (key) => {
      const url = await presign(bucket, { method: 'HEAD', key, expiresIn: 60 })
      return (await fetch(url, { method: 'HEAD' })).ok
    },
    // Collecting garbage in somebody's bucket is the bucket's own business (a lifecycle rule).
    remove: () => Promise.resolve(),
  }
}
