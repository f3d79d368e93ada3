import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { looksLikeMedia } from '../../src-main/media/media-names.ts'
import { parseSpan } from '../../src-shared/naming/spanned-recording.ts'
import { cameraCards, type CameraCard } from '../helpers/camera-cards.ts'
import { clip } from '../helpers/clips.ts'
import { runFramehaul } from '../helpers/run-framehaul.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testStore } from '../helpers/test-store.ts'
import { testWorkspace } from '../helpers/test-workspace.ts'

/** A skeleton of a card: what ends like media can be read, everything else is a few bytes. */
async function cardOn(folder: string, { files }: Pick<CameraCard, 'files'>): Promise<string> {
  const picture = await clip('picture.mp4', await tempFolder())
  const sound = await clip('sound.wav', await tempFolder())
  for (const name of files) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    if (looksLikeMedia(name)) await copyFile(/audio\/|\.wav$/i.test(name) ? sound : picture, path)
    else await writeFile(path, name)
  }
  return folder
}
const dryRun = async (...args: string[]) => runFramehaul(['upload', ...args, '--dry-run', '--json'])
const card = (camera: string) => cameraCards.find((it) => it.camera === camera)!

describe('framehaul upload of a card', () => {
  it.each(cameraCards)('of $camera with --dry-run shows its clips, its sound and what is left out', async (card) => {
    const folder = await cardOn(join(await tempFolder(), 'Card 1'), card)
    const ran = await dryRun(folder)
    const planned = ran.lines.filter((it) => it.type === 'plan')
    const relative = (path: string) => path.slice(folder.length + 1)
    const clips = planned.filter((it) => it['belongsTo'] === undefined)
    expect(clips.map((it) => [relative(it.path), it.flowName])).toEqual(card.clips)
    expect(new Set(clips.map((it) => it.sourceName))).toEqual(new Set(['Card 1']))
    const sound = planned.filter((it) => it['belongsTo'] !== undefined)
    expect(Object.fromEntries(sound.map((it) => [relative(it.path), relative(String(it['belongsTo']))]))).toEqual(
      card.sound ?? {},
    )
    for (const it of sound) {
      expect(it.sourceName).toMatch(/^Card 1 · sound \d$/)
      expect(it.flowName).toBe(clips.find((clip) => clip.path === it['belongsTo'])!.flowName)
    }
    const leftOut = ran.lines.filter((it) => it.type === 'left-out').map((it) => [it['kind'], it['count']])
    expect(Object.fromEntries(leftOut)).toEqual(card.leftOut)
    expect(planned.map((it) => it['problem'])).toEqual(planned.map(() => null))
    for (const it of clips) if (parseSpan(it.path)) expect(it['facts']).toMatchObject({ parts: expect.any(Number) })
    expect(ran.code).toBe(0)
  })

  it('says in words how much of what is left out, and what becomes of sound in files of its own', async () => {
    const folder = await cardOn(join(await tempFolder(), 'P2'), card('Panasonic P2'))
    const { stderr, stdout } = await runFramehaul(['upload', folder, '--dry-run'])
    expect(stderr).toContain('Left out: 2 proxies, 2 thumbnails, 1 voice memo, 3 files of the camera’s own.')
    expect(stderr).toContain('The sound of 2 clips is in 4 files of its own')
    expect(stdout).toContain('AUDIO/0009E700.MXF → P2 · sound 1 / 0009E7')
  })

  it('sends proxies and thumbnails beside their clips where somebody asks for them, and never as clips', async () => {
    const folder = await cardOn(join(await tempFolder(), 'Card'), card('Sony XAVC (M4ROOT)'))
    const planned = (await dryRun(folder, '--with-proxies')).lines.filter((it) => it.type === 'plan')
    expect(planned.map((it) => [basename(it.path), it.sourceName, it.flowName])).toEqual([
      ['C0001.MP4', 'Card', 'C0001'],
      ['C0001S03.MP4', 'Card · proxy', 'C0001'],
      ['C0001T01.JPG', 'Card · thumbnail', 'C0001'],
      ['C0002.MP4', 'Card', 'C0002'],
      ['C0002S03.MP4', 'Card · proxy', 'C0002'],
      ['C0002T01.JPG', 'Card · thumbnail', 'C0002'],
    ])
  })

  it('takes a proxy that is named itself, and a folder of proxies', async () => {
    const folder = await cardOn(await tempFolder(), card('Sony XAVC (M4ROOT)'))
    const named = (await dryRun(join(folder, 'PRIVATE/M4ROOT/SUB/C0001S03.MP4'))).lines
    expect(named.map((it) => basename(it.path))).toEqual(['C0001S03.MP4'])
    const all = (await dryRun(join(folder, 'PRIVATE/M4ROOT/SUB'))).lines.filter((it) => it.type === 'plan')
    expect(all.map((it) => basename(it.path))).toEqual(['C0001S03.MP4', 'C0002S03.MP4'])
  })

  it('finds two cards in one folder, and names that both have tell which card', async () => {
    const folder = join(await tempFolder(), 'Day 1')
    await cardOn(join(folder, 'Card A'), card('Sony XAVC (M4ROOT)'))
    await cardOn(join(folder, 'Card B'), card('Sony XAVC (M4ROOT)'))
    const { lines } = await dryRun(folder, '--recursive')
    expect(lines.filter((it) => it.type === 'plan').map((it) => it.flowName)).toEqual([
      'Card A C0001',
      'Card A C0002',
      'Card B C0001',
      'Card B C0002',
    ])
  })

  it('keeps the names that somebody asks for', async () => {
    const folder = await cardOn(await tempFolder(), card('Sony XAVC (M4ROOT)'))
    const { lines } = await dryRun(folder, '--flow-prefix', 'Take')
    expect(lines.filter((it) => it.type === 'plan').map((it) => it.flowName)).toEqual(['Take 01', 'Take 02'])
  })

  it('uploads picture and sound of a P2 clip as flows of one name', async () => {
    const store = await testStore()
    const folder = await cardOn(join(await tempFolder(), 'P2'), card('Panasonic P2'))
    const ran = await runFramehaul(['upload', folder, '--server', store.url, '--json'], {
      FRAMEHAUL_DATA: await tempFolder(),
    })
    expect(ran.lines.at(-1)).toMatchObject({ type: 'summary', done: 6, failed: 0 })
    const sources = (await store.list('/sources')).map((it) => it.label)
    expect(sources).toEqual(expect.arrayContaining(['P2', 'P2 · sound 1', 'P2 · sound 2']))
  })
})

describe('the window', () => {
  it('is shown the clips of a card, what belongs to them and what is left out by kind', async () => {
    const workspace = await testWorkspace((await testStore()).url)
    const folder = await cardOn(join(await tempFolder(), 'P2'), card('Panasonic P2'))
    const preview = await workspace.call('series:preview', { paths: [folder] })
    expect(preview.proposed).toMatchObject({ name: 'P2', template: '{stem}' })
    expect(preview.files.map((it) => it.relativePath)).toEqual(card('Panasonic P2').clips.map(([path]) => path))
    const kinds = Map.groupBy(preview.belonging, (it) => it.as)
    expect([...kinds].map(([as, all]) => [as, all.length]).sort()).toEqual([
      ['memo', 1],
      ['proxy', 2],
      ['sound', 4],
      ['thumbnail', 2],
    ])
    expect(preview.leftOut.map((it) => it.kind)).toEqual(['index', 'index', 'index'])
  })

  it('that adds a card as it is has the sound right after its clip, and is told how much is left out', async () => {
    const workspace = await testWorkspace((await testStore()).url)
    const folder = await cardOn(join(await tempFolder(), 'P2'), card('Panasonic P2'))
    const { ids, leftOut } = await workspace.call('queue:add', { paths: [folder] })
    expect(ids.map((id) => workspace.engine.item(id)!).map((it) => [it.name, it.flowName])).toEqual([
      ['0009E7.MXF', '0009E7'],
      ['0009E700.MXF', '0009E7'],
      ['0009E701.MXF', '0009E7'],
      ['0010AB.MXF', '0010AB'],
      ['0010AB00.MXF', '0010AB'],
      ['0010AB01.MXF', '0010AB'],
    ])
    expect(leftOut).toBe(8)
  })
})
