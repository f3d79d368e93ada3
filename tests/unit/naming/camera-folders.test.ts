import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { camerasPage } from '../../../scripts/cameras-page.ts'
import { looksLikeMedia } from '../../../src-main/media/media-names.ts'
import { isBesideAClip, sortCameraFiles } from '../../../src-shared/naming/camera-folders.ts'
import { areClips, namedBelongings, namesAcrossCards } from '../../../src-shared/naming/clip-names.ts'
import { groupFiles } from '../../../src-shared/naming/gather-files.ts'
import { pathPattern, plainPath } from '../../../src-shared/naming/path-pattern.ts'
import { inSeriesOrder, planSeries, proposeChoices } from '../../../src-shared/naming/series-plan.ts'
import { matchSidecars } from '../../../src-shared/naming/series-shape.ts'
import { cameraFolders } from '../../../src-shared/naming/camera-table.ts'
import { cameraCards } from '../../helpers/camera-cards.ts'

const file = (relativePath: string) => ({ path: `/in/${relativePath}`, relativePath, size: 1, modifiedMs: 0 })

function sorted(names: readonly string[]) {
  const all = names.map(file)
  const media = inSeriesOrder(all.filter((it) => looksLikeMedia(it.path)))
  const { files, belonging, others } = sortCameraFiles(
    media,
    all.filter((it) => !looksLikeMedia(it.path)),
  )
  return { items: groupFiles(files), files, belonging, others }
}

describe('the card of a camera', () => {
  it.each(cameraCards)('of $camera has its clips as clips, in order, under the names that the camera gave', (card) => {
    const { items, files } = sorted(card.files)
    expect(items.map((it) => it.relativePath)).toEqual(card.clips.map(([path]) => path))
    expect(areClips(items)).toBe(true)
    const planned = planSeries(items, { name: 'Card', arrangement: 'episodes', prefix: '', template: '{stem}' })
    expect(planned.map((it) => it.flowName)).toEqual(card.clips.map(([, name]) => name))
    expect(proposeChoices('Card', files).prefix).not.toBe('Episode')
  })

  it.each(cameraCards)('of $camera has what belongs to clips and what the camera needs itself told apart', (card) => {
    const { items, belonging, others } = sorted(card.files)
    const sound = belonging.filter((it) => it.as === 'sound')
    const plain = (path: string) => path.slice('/in/'.length)
    expect(Object.fromEntries(sound.map((it) => [it.relativePath, plain(it.of)]))).toEqual(card.sound ?? {})
    const sidecars = new Set(matchSidecars(items, others).map((it) => it.path))
    const kinds = [
      ...belonging.filter((it) => it.as !== 'sound').map((it) => it.as),
      ...others.map((it) => (sidecars.has(it.path) ? 'sidecar' : it.kind)),
    ]
    const counts = [...Map.groupBy(kinds, (it) => it)].map(([kind, all]) => [kind, all.length])
    expect(Object.fromEntries(counts)).toEqual(card.leftOut)
  })

  it.each(cameraCards)('of $camera copied beside ordinary files leaves those alone', (card) => {
    const inside = card.files.map((it) => `Footage/Card 1/${it}`)
    const { items } = sorted([...inside, 'interview.mov', 'interview.wav', 'Proxy/other.mp4', 'Audio/music.wav'])
    expect(items.map((it) => it.relativePath).sort()).toEqual(
      [
        ...card.clips.map(([path]) => `Footage/Card 1/${path}`),
        ...['interview.mov', 'interview.wav', 'Proxy/other.mp4', 'Audio/music.wav'],
      ].sort(),
    )
  })

  it('beside another with the same clips gives names that tell them apart', () => {
    const card = cameraCards.find((it) => it.camera === 'Sony XAVC (M4ROOT)')!
    const { items, belonging } = sorted(['Card A', 'Card B'].flatMap((name) => card.files.map((it) => `${name}/${it}`)))
    expect([...namesAcrossCards(items).values()]).toEqual([
      'Card A C0001',
      'Card B C0001',
      'Card A C0002',
      'Card B C0002',
    ])
    for (const it of belonging) expect(it.of.split('/')[2]).toBe(it.path.split('/')[2])
  })

  it('that holds nothing but proxies has them as clips: nothing is left out without its clip', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cameraCards), fc.array(fc.nat(30)), (card, without) => {
        const names = card.files.filter((_, at) => !without.includes(at))
        const { files, belonging, others } = sorted(names)
        const all = [...files, ...belonging, ...others].map((it) => it.relativePath)
        expect(all.sort()).toEqual([...names].sort())
        const there = new Set(files.map((it) => it.path))
        for (const it of belonging) expect(there.has(it.of)).toBe(true)
        for (const it of others) expect(looksLikeMedia(it.path)).toBe(false)
      }),
    )
    expect(sorted(['M4ROOT/SUB/C0001S03.MP4']).items).toHaveLength(1)
  })

  it('is told by the ends of paths, whatever the case and the slash', () => {
    const isThere = () => false
    expect(isBesideAClip('D:\\private\\m4root\\sub\\c0001s03.mp4', isThere)).toBe(true)
    expect(isBesideAClip('/card/CONTENTS/AUDIO/0009E700.MXF', isThere)).toBe(false)
    expect(isBesideAClip('/films/sub/c0001.mp4', isThere)).toBe(false)
    expect(isBesideAClip('/films/Proxy/A.mp4', isThere)).toBe(false)
    expect(isBesideAClip('/films/Proxy/A.mp4', (it) => it === '/films/a.braw')).toBe(true)
  })
})

describe('what is left out', () => {
  it('is told in natural order, whatever order the disk has', () => {
    const named = ['c10.xml', 'c2.xml', 'C1.xml'].map((it) => ({ path: `/card/${it}`, relativePath: it }))
    expect(sortCameraFiles([], named).others.map((it) => it.relativePath)).toEqual(['C1.xml', 'c2.xml', 'c10.xml'])
  })
})

describe('what belongs to a clip', () => {
  it('has the name of the clip, in a source beside the clip\u2019s that is the same for all clips', () => {
    const { belonging } = sorted(cameraCards.find((it) => it.camera === 'Panasonic P2')!.files)
    const goesWith = namedBelongings(belonging.filter((it) => it.as === 'sound'))
    const clip = { path: '/in/CONTENTS/VIDEO/0009E7.MXF', sourceName: 'Card', flowName: '0009E7' }
    expect(
      goesWith(clip).map(({ relativePath, sourceName, flowName }) => [relativePath, sourceName, flowName]),
    ).toEqual([
      ['CONTENTS/AUDIO/0009E700.MXF', 'Card · sound 1', '0009E7'],
      ['CONTENTS/AUDIO/0009E701.MXF', 'Card · sound 2', '0009E7'],
    ])
  })
})

describe('docs/cameras.md', () => {
  it('is what `npm run cameras` writes from the table', () => {
    expect(readFileSync(resolve(import.meta.dirname, '../../../docs/cameras.md'), 'utf8')).toBe(camerasPage())
  })

  it('describes no structure that no skeleton tries', () => {
    const tried = cameraCards.flatMap(({ files }) => files.map((it) => plainPath(`/in/${it}`)))
    const patterns = cameraFolders.flatMap((it) => it.belongs.map(({ files }) => files))
    const untried = patterns.filter((it) => !tried.some((path) => pathPattern(it).match(path)))
    expect(untried).toEqual([])
    expect(
      cameraFolders.filter((it) => !it.clips.some((at) => tried.some((path) => pathPattern(at).match(path)))),
    ).toEqual([])
  })
})
