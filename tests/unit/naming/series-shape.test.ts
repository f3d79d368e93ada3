import { describe, expect, it } from 'vitest'
import { reelAndClip } from '../../../src-shared/naming/flow-name.ts'
import { planSeries, proposeChoices } from '../../../src-shared/naming/series-plan.ts'
import { byFolder, lookLikeCameras, matchSidecars, seriesShape } from '../../../src-shared/naming/series-shape.ts'

const file = (relativePath: string) => ({
  path: `/media/${relativePath}`,
  relativePath,
  size: 1,
  modifiedMs: Date.UTC(2026, 10, 23),
})
const shapeOf = (...names: string[]) => seriesShape(names.map(file))

describe('what the names of a series have in common', () => {
  it.each([
    ['episodes', ['Show.S01E01.mov', 'Show.S01E02.mov']],
    ['dates', ['2026-11-22.mov', '2026-11-23.mov']],
    ['cameras', ['Cam A.mov', 'Cam B.mov']],
    ['reels', ['A001C001_261123_R1AB.mxf', 'A001C002_261123_R1AB.mxf']],
    ['numbers', ['interview 1.mov', 'interview 2.mov']],
    ['none', ['opening.mov', 'ending.mov']],
  ] as const)('is told: %s', (pattern, names) => {
    expect(shapeOf(...names).pattern).toBe(pattern)
  })

  it('shows the gaps within each season', () => {
    expect(shapeOf('s01e01.mov', 's01e04.mov', 's02e01.mov', 's02e02.mov').gaps).toEqual(['S01E02', 'S01E03'])
  })

  it('shows the gaps of reels and plain numbers as they would be named', () => {
    expect(shapeOf('A001C001_X.mov', 'A001C003_X.mov').gaps).toEqual(['A001C002'])
    expect(shapeOf('take_008.mov', 'take_009.mov', 'take_011.mov').gaps).toEqual(['take_010'])
  })

  it('does not take days without a recording for gaps, nor far numbers for a row', () => {
    expect(shapeOf('2026-11-01.mov', '2026-11-23.mov').gaps).toEqual([])
    expect(shapeOf('clip 1.mov', 'clip 9000.mov').gaps).toEqual([])
  })

  it('tells which place several files have', () => {
    expect(shapeOf('a/s01e01.mov', 'b/s01e01.mov', 's01e02.mov').repeats).toEqual([
      { place: 'S01E01', paths: ['/media/a/s01e01.mov', '/media/b/s01e01.mov'] },
    ])
  })
})

describe('reels and clips', () => {
  it.each([
    ['A001C004_261123_R1AB', 'A001', 4],
    ['B002_C011_1123XY', 'B002', 11],
    ['IMG_0001', null, null],
  ] as const)('%s', (name, reel, clip) => {
    expect(reelAndClip(name)).toEqual({ reel, clip })
  })

  it('name the flows of a card', () => {
    const files = ['A001C001_X.mov', 'A001C002_X.mov'].map(file)
    expect(planSeries(files, proposeChoices('Card', files)).map((it) => it.flowName)).toEqual(['A001 001', 'A001 002'])
  })
})

describe('folders of a drop', () => {
  it('are told apart by their first name', () => {
    expect(
      byFolder(['Cam A/1.mov', 'Cam A/x/2.mov', 'Cam B/1.mov', 'loose.mov'].map(file)).map((it) => [
        it.folder,
        it.files.length,
      ]),
    ).toEqual([
      ['Cam A', 2],
      ['Cam B', 1],
      ['', 1],
    ])
  })

  it.each([
    [['Cam A', 'Cam B'], true],
    [['A-Cam', 'B-Cam'], true],
    [['Kamera 1', 'Kamera 2'], true],
    [['Monday', 'Tuesday'], false],
    [['Cam A'], false],
  ] as const)('%j look like cameras: %s', (folders, wanted) => {
    expect(lookLikeCameras(folders)).toBe(wanted)
  })
})

describe('files that go with media', () => {
  const others = (...names: string[]) => names.map((it) => ({ path: `/media/${it}`, relativePath: it }))

  it('are found by their name, with a language or a camera’s ending', () => {
    const found = matchSidecars(
      [file('ep1.mov'), file('C0001.MP4')],
      others('ep1.srt', 'ep1.de.srt', 'C0001M01.XML', 'ep2.srt', 'notes.pdf'),
    )
    expect(found.map((it) => [it.relativePath, it.of])).toEqual([
      ['ep1.srt', '/media/ep1.mov'],
      ['ep1.de.srt', '/media/ep1.mov'],
      ['C0001M01.XML', '/media/C0001.MP4'],
    ])
  })

  it('belong to the media of their own folder only', () => {
    expect(matchSidecars([file('a/ep1.mov')], others('b/ep1.srt', 'a/EP1.SRT')).map((it) => it.relativePath)).toEqual([
      'a/EP1.SRT',
    ])
  })
})
