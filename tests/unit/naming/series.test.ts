import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkTemplate, dateInName, flowName, seasonAndEpisode, stemOf } from '../../../src-shared/naming/flow-name.ts'
import { compareNatural } from '../../../src-shared/naming/natural-order.ts'
import {
  inSeriesOrder,
  planSeries,
  proposeChoices,
  repeatedNames,
  type SeriesChoices,
} from '../../../src-shared/naming/series-plan.ts'

const file = (relativePath: string) => ({
  path: `/media/${relativePath}`,
  relativePath,
  size: 1,
  modifiedMs: Date.UTC(2026, 10, 23),
})
const episodes: SeriesChoices = {
  name: 'Season 1',
  arrangement: 'episodes',
  prefix: 'Episode',
  template: '{prefix} {n:02}',
}
const parts = { prefix: 'Episode', n: 3, stem: 'clip', series: 'Show', date: '2026-11-23', season: null, episode: null }

describe('natural order', () => {
  it('puts ep2 before ep10', () => {
    expect(['ep10.mov', 'ep2.mov', 'Ep1.mov', 'ep02b.mov'].sort(compareNatural)).toEqual([
      'Ep1.mov',
      'ep2.mov',
      'ep02b.mov',
      'ep10.mov',
    ])
  })

  it('is a total order for any names', () => {
    const names = fc.string({ unit: fc.constantFrom('a', 'A', 'b', '1', '2', '10', '0', ' ', '.', 'ä', '-') })
    fc.assert(
      fc.property(names, names, names, (a, b, c) => {
        expect(Math.sign(compareNatural(a, b)) + Math.sign(compareNatural(b, a))).toBe(0)
        expect(compareNatural(a, b) === 0).toBe(a === b)
        if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) expect(compareNatural(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})

describe('flow names', () => {
  it('are made from the prefix and the place by default', () => {
    expect(flowName('{prefix} {n:02}', parts)).toBe('Episode 03')
  })

  it('can be made from season and episode of the file name', () => {
    expect(flowName('S{season:02}E{episode:02}', { ...parts, ...seasonAndEpisode('show.s02e007.mov') })).toBe('S02E07')
  })

  it('count from season 1 and the place where the name tells neither', () => {
    expect(flowName('S{season:02}E{episode:02}', parts)).toBe('S01E03')
  })

  it('are never empty', () => {
    fc.assert(fc.property(fc.string(), (template) => flowName(template, parts).length > 0))
  })

  it('refuse a template with a field that does not exist', () => {
    expect(checkTemplate('{prefix} {nonsense}').ok).toBe(false)
    expect(checkTemplate('{n:002}').ok).toBe(false)
    expect(checkTemplate(' ').ok).toBe(false)
    expect(checkTemplate('{stem} take {n:3}').ok).toBe(true)
  })
})

describe('what a name tells', () => {
  it.each([
    ['show.S01E02.mov', { season: 1, episode: 2 }],
    ['show 3x04', { season: 3, episode: 4 }],
    ['1920x1080 master', { season: null, episode: null }],
    ['res1x02', { season: null, episode: null }],
  ])('%s', (name, expected) => {
    expect(seasonAndEpisode(name)).toEqual(expected)
  })

  it.each([
    ['rec 2026-11-23 evening', '2026-11-23'],
    ['20261123_0800', '2026-11-23'],
    ['2026-02-30', null],
    ['1234567890', null],
    ['take_2026_01_05', '2026-01-05'],
    ['2026-11_23', null],
  ])('%s is of %s', (name, day) => {
    expect(dateInName(name)).toBe(day)
  })

  it.each([
    ['/a/b/clip.final.mov', 'clip.final'],
    ['.mov', '.mov'],
    ['C:\\x\\y.mxf', 'y'],
    ['noextension', 'noextension'],
  ])('the stem of %s is %s', (path, stem) => {
    expect(stemOf(path)).toBe(stem)
  })
})

describe('a series', () => {
  it('has one source, and a flow a file in natural order', () => {
    const planned = planSeries(inSeriesOrder([file('ep10.mov'), file('ep2.mov'), file('ep1.mov')]), episodes)
    expect(planned.map((it) => [it.relativePath, it.sourceName, it.flowName])).toEqual([
      ['ep1.mov', 'Season 1', 'Episode 01'],
      ['ep2.mov', 'Season 1', 'Episode 02'],
      ['ep10.mov', 'Season 1', 'Episode 03'],
    ])
  })

  it('of daily recordings names flows by their day, from the name or else from the file', () => {
    const planned = planSeries([file('cam 2026-01-02.mov'), file('untitled.mov')], {
      ...episodes,
      arrangement: 'daily',
      prefix: 'Recording',
      template: '{prefix} {date}',
    })
    expect(planned.map((it) => it.flowName)).toEqual(['Recording 2026-01-02', 'Recording 2026-11-23'])
  })

  it('of cameras has a source a camera and the same flow name for all', () => {
    const planned = planSeries([file('cam A.mov'), file('cam B.mov')], {
      ...episodes,
      name: 'Concert',
      arrangement: 'cameras',
      prefix: 'Concert',
      template: '{prefix}',
    })
    expect(planned.map((it) => [it.sourceName, it.flowName])).toEqual([
      ['Concert cam A', 'Concert'],
      ['Concert cam B', 'Concert'],
    ])
    expect(repeatedNames(planned).size).toBe(0)
  })

  it('takes the names that a person typed', () => {
    const planned = planSeries([file('a.mov'), file('b.mov')], episodes, new Map([['/media/b.mov', ' Finale ']]))
    expect(planned.map((it) => it.flowName)).toEqual(['Episode 01', 'Finale'])
  })

  it('points out names that stand twice', () => {
    expect([
      ...repeatedNames(planSeries([file('a.mov'), file('b.mov')], { ...episodes, template: '{prefix}' })),
    ]).toEqual(['Episode'])
  })

  it.each([
    [['s01e01.mov', 's01e02.mov'], 'episodes', 'S{season:02}E{episode:02}'],
    [['2026-01-01.mov', '2026-01-02.mov'], 'daily', '{prefix} {date}'],
    [['Cam A.mov', 'Cam B.mov'], 'cameras', '{prefix}'],
    [['one.mov', 'two.mov'], 'episodes', '{prefix} {n:02}'],
  ])('is proposed from %j as %s', (names, arrangement, template) => {
    expect(proposeChoices('Folder', names.map(file))).toMatchObject({ name: 'Folder', arrangement, template })
  })
})
