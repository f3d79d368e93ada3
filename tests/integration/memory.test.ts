import { describe, expect, it } from 'vitest'
import { measureUploads } from '../bench/measure-upload.ts'

const MIB = 1024 ** 2

describe('the engine\u2019s memory', () => {
  it('does not grow with the file', async () => {
    const [small, large] = await measureUploads([64 * MIB, 1024 * MIB])
    expect([small!.state, large!.state]).toEqual(['done', 'done'])
    // A tenth of what holding on to the larger file would cost; how little it really is, npm run bench:memory shows.
    expect(large!.peakMiB - small!.peakMiB).toBeLessThan(96)
  })
})
