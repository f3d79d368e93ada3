import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutPoints } from '../../../src-main/media/cut/cut-points.ts'
import { splitFmp4 } from '../../../src-main/media/cut/split-fmp4.ts'
import { splitTransportStream } from '../../../src-main/media/cut/split-ts.ts'

describe('cut points', () => {
  it('lie at the first chance at or after every multiple, so that a late key frame does not move the others', () => {
    const isCut = cutPoints(10)
    expect([0, 4, 8, 12, 16, 20, 24, 28, 32].filter((it) => isCut(it))).toEqual([12, 20, 32])
  })

  it('come once for a chance that skips several multiples', () => {
    const isCut = cutPoints(2)
    expect([0, 9, 10, 11].filter((it) => isCut(it))).toEqual([9, 10])
  })

  it('begin a count of their own where the clock jumps back', () => {
    const isCut = cutPoints(10)
    expect([95_440, 95_445, 3, 8, 14].filter((it) => isCut(it))).toEqual([3, 14])
  })
})

describe('what is not what ffmpeg writes', () => {
  it('is refused, however it is chunked, and never waited for without end', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 400, maxLength: 2000 }),
        fc.integer({ min: 1, max: 500 }),
        (noise, size) => {
          for (const splitter of [splitFmp4(1, 10), splitTransportStream([0, 4096], 256, [256], 10)]) {
            try {
              for (let at = 0; at < noise.length; at += size) splitter.push(Buffer.from(noise.subarray(at, at + size)))
              splitter.end()
            } catch (error) {
              expect(error).toBeInstanceOf(Error)
            }
          }
        },
      ),
    )
  })

  it('is an error where a transport packet has no sync byte', () => {
    expect(() => splitTransportStream([0, 4096], 256, [256], 10).push(Buffer.alloc(188))).toThrow('sync byte')
  })
})
