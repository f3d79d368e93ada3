import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  framePaths,
  gatherSequences,
  groupSequences,
  parseSequence,
  sequencePath,
} from '../../../src-shared/naming/image-sequence.ts'
import type { SeriesFile } from '../../../src-shared/naming/series-file.ts'

const file = (name: string): SeriesFile => ({ path: `/shots/${name}`, relativePath: name, size: 10, modifiedMs: 1 })
const names = (files: readonly SeriesFile[]) => files.map((it) => it.relativePath)
const run = (prefix: string, from: number, to: number, suffix = '.dpx') =>
  Array.from({ length: to - from + 1 }, (_, index) =>
    file(`${prefix}${String(from + index).padStart(4, '0')}${suffix}`),
  )

describe('pictures that are one moving picture', () => {
  it('become one file, where the first of them stood, as large as all of them', () => {
    const [first, ...rest] = groupSequences([...run('frame_', 1, 240), file('sound.wav')])
    expect(first).toMatchObject({
      path: '/shots/frame_[0001-0240].dpx',
      relativePath: 'frame_[0001-0240].dpx',
      size: 2400,
    })
    expect(names(rest)).toEqual(['sound.wav'])
  })

  it('are two where a number is missing, whatever order they came in', () => {
    expect(names(groupSequences([...run('a.', 10, 12), ...run('a.', 14, 20)].reverse()))).toEqual([
      'a.[0014-0020].dpx',
      'a.[0010-0012].dpx',
    ])
  })

  it('keep apart what has other names, other widths of numbers or other formats', () => {
    expect(names(groupSequences([...run('a_', 1, 3), ...run('b_', 1, 3), ...run('a_', 1, 3, '.exr')]))).toEqual([
      'a_[0001-0003].dpx',
      'b_[0001-0003].dpx',
      'a_[0001-0003].exr',
    ])
  })

  it('are as many as they like', () => {
    // Where each of them copies the list, these take longer than any test may.
    expect(groupSequences(run('f_', 100_000, 299_999))).toHaveLength(1)
  })

  it('are one where their accents are written in two ways, and two where every picture is there in both', () => {
    const [nfc, nfd] = ['NFC', 'NFD'].map((form) => 'é_'.normalize(form))
    expect(groupSequences([...run(nfc!, 1, 2), ...run(nfd!, 3, 4)])).toHaveLength(1)
    expect(groupSequences([...run(nfc!, 1, 4), ...run(nfd!, 1, 4)])).toHaveLength(2)
  })

  it('tell what is in them', () => {
    expect(gatherSequences(run('a_', 1, 3)).map((it) => it.of.length)).toEqual([3])
  })

  it.each([
    ['photographs', run('IMG_', 1, 9, '.jpg')],
    ['two pictures', run('a_', 1, 2)],
    ['episodes', run('ep', 1, 9, '.mov')],
    ['short numbers', [file('1.png'), file('2.png'), file('3.png')]],
  ])('are not made of %s', (_, files) => {
    expect(groupSequences(files)).toEqual(files)
  })

  it('are read back from how they are written, to every file', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('/a/frame_', 'C:\\shots\\x.', '/odd [1-2]/f'),
        fc.integer({ min: 0, max: 9990 }),
        fc.integer({ min: 0, max: 200 }),
        fc.constantFrom('.dpx', '.exr', '.tif'),
        (prefix, first, more, suffix) => {
          const sequence = { prefix, first, last: first + more, digits: 5, suffix }
          expect(parseSequence(sequencePath(sequence))).toEqual(sequence)
          expect(framePaths(sequence)).toHaveLength(more + 1)
        },
      ),
    )
  })

  it.each([
    '/a/frame_0001.dpx',
    '/a/[0002-0001].dpx',
    '/a/[01-02].dpx',
    '/a/[0001-0002].mov',
    '/a/[0001-00002].dpx',
    '/a/[0000000-99999999].dpx',
  ])('are not meant by %s', (path) => {
    expect(parseSequence(path)).toBeNull()
  })
})
