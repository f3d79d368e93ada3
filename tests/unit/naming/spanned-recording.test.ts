import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupFiles } from '../../../src-shared/naming/gather-files.ts'
import { inSeriesOrder } from '../../../src-shared/naming/series-plan.ts'
import { parseSpan, spanFiles, spanPath } from '../../../src-shared/naming/spanned-recording.ts'

const GIB = 1024 ** 3
const file = (relativePath: string, size = 1) => ({ path: `/card/${relativePath}`, relativePath, size, modifiedMs: 0 })
const grouped = (...names: string[]) =>
  groupFiles(inSeriesOrder(names.map((it) => file(it)))).map((it) => it.relativePath)

describe('a recording that a camera wrote into several files', () => {
  it.each([
    ['GoPro', ['GX010001.MP4', 'GX010002.MP4', 'GX020001.MP4', 'GX030001.MP4'], ['GX[01-03]0001.MP4', 'GX010002.MP4']],
    ['older GoPros', ['GOPR0001.MP4', 'GOPR0002.MP4', 'GP010001.MP4'], ['GP[00-01]0001.MP4', 'GOPR0002.MP4']],
    ['GoPro MAX', ['GS010135.360', 'GS020135.360'], ['GS[01-02]0135.360']],
    [
      'RED',
      ['A.RDC/A001_C001_0502AB_001.R3D', 'A.RDC/A001_C001_0502AB_002.R3D'],
      ['A.RDC/A001_C001_0502AB_[001-002].R3D'],
    ],
    [
      'Canon XF',
      ['CLIPS001/AA0001/AA000101.MXF', 'CLIPS001/AA0001/AA000102.MXF'],
      ['CLIPS001/AA0001/AA0001[01-02].MXF'],
    ],
    [
      'XDCAM EX',
      ['CLPR/709_0001_01/709_0001_01.MP4', 'CLPR/709_0001_02/709_0001_02.MP4'],
      ['CLPR/709_0001_[01-02]/709_0001_[01-02].MP4'],
    ],
  ])('is one item: %s', (_, names, items) => {
    expect(grouped(...names)).toEqual(items)
    const spans = items.flatMap((it) => parseSpan(`/card/${it}`) ?? [])
    expect(spans.flatMap(spanFiles).every((it) => names.includes(it.slice('/card/'.length)))).toBe(true)
  })

  it('ends where a file is missing, and is not put together across folders or kinds of coding', () => {
    expect(grouped('GX010001.MP4', 'GX020001.MP4', 'GX040001.MP4')).toEqual(['GX[01-02]0001.MP4', 'GX040001.MP4'])
    expect(grouped('a/GX010001.MP4', 'b/GX020001.MP4')).toEqual(['a/GX010001.MP4', 'b/GX020001.MP4'])
    expect(grouped('GX010001.MP4', 'GH020001.MP4')).toEqual(['GX010001.MP4', 'GH020001.MP4'])
  })

  it('stays in its files where one is larger than an object may be, in the order of recording', () => {
    const files = [file('GX010002.MP4'), file('GX020001.MP4', 11 * GIB), file('GX010001.MP4', 11 * GIB)]
    expect(groupFiles(inSeriesOrder(files)).map((it) => it.relativePath)).toEqual([
      'GX010001.MP4',
      'GX020001.MP4',
      'GX010002.MP4',
    ])
  })

  it('is written as it is read, and no other path is read as one', () => {
    const number = fc.integer({ min: 1, max: 9999 }).map((it) => String(it).padStart(4, '0'))
    fc.assert(
      fc.property(number, fc.integer({ min: 2, max: 99 }), (recording, last) => {
        const names = Array.from({ length: last }, (_, n) => `GX${String(n + 1).padStart(2, '0')}${recording}.MP4`)
        const [one, ...others] = grouped(...names)
        expect(others).toEqual([])
        const span = parseSpan(`/card/${one}`)
        expect(span && spanPath(span)).toBe(`/card/${one}`)
        expect(span && spanFiles(span)).toEqual(names.map((it) => `/card/${it}`))
      }),
    )
    for (const path of ['/a/GX010001.MP4', '/a/film [01-02].mp4', '/a/[01-02]/[01-02].mp4', '/a/GX[02-01]0001.MP4'])
      expect(parseSpan(path)).toBeNull()
  })

  it('loses no file, whatever lies in a folder', () => {
    const name = fc.oneof(
      fc.stringMatching(/^G[HX]0[1-3]000[1-3]\.MP4$/),
      fc.stringMatching(/^(GOPR|GP0[1-2])000[1-2]\.MP4$/),
      fc.stringMatching(/^[a-c]\.mov$/),
    )
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const items = grouped(...names)
        const inside = items.flatMap((it) => {
          const span = parseSpan(`/card/${it}`)
          return span ? spanFiles(span).map((path) => path.slice('/card/'.length)) : [it]
        })
        expect(inside.sort()).toEqual([...names].sort())
      }),
    )
  })
})
