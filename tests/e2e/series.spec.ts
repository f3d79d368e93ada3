import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { madeByFfmpeg, ownClip } from '../helpers/clips.ts'
import { dropOn, expect, expectAccessible, picture, row, test } from './app.ts'

test('a folder a camera becomes a series each, with what is missing pointed out', async ({ window, folder, store }) => {
  for (const name of [
    'Cam A/A001C001_X.mp4',
    'Cam A/A001C002_X.mp4',
    'Cam A/A001C004_X.mp4',
    'Cam B/B001C001_X.mp4',
    'Cam B/B001C002_X.mp4',
  ])
    await ownClip('picture.mp4', folder, `Concert/${name}`)
  await dropOn(window, [join(folder, 'Concert')])
  const dialog = window.getByRole('dialog', { name: '2 new series' })
  await expect(dialog.getByRole('radio', { name: 'A series for each of the 2 folders' })).toBeChecked()
  await expect(dialog.getByRole('tab', { name: /Concert Cam A 3/ })).toHaveAttribute('aria-selected', 'true')
  await expect(dialog).toContainText('The names tell reel and clip.')
  await expect(dialog).toContainText('Not among the files: A001C003.')
  await expect(dialog.getByRole('textbox', { name: 'Flow name of Cam A/A001C004_X.mp4' })).toHaveValue('A001 004')
  await picture(window, 'series')
  await dialog.getByRole('tab', { name: /Concert Cam A/ }).press('ArrowRight')
  await expect(dialog.getByRole('textbox', { name: 'Name of the series' })).toHaveValue('Concert Cam B')
  await dialog.getByRole('textbox', { name: 'Name of the series' }).fill('Concert, balcony')
  await dialog.getByRole('button', { name: 'Upload 5 files' }).click()
  await expect(window.getByText('5 of 5 done')).toBeVisible()
  expect((await store.list('/sources?limit=100')).map((it) => it.label).sort()).toEqual([
    'Concert Cam A',
    'Concert, balcony',
  ])
})

test('a card shows its clips: their sound goes along, proxies are offered, and the rest is counted', async ({
  window,
  folder,
  store,
}) => {
  const card = (name: string) => `P2/CONTENTS/${name}`
  for (const clip of ['0001AB', '0002CD']) {
    // What is in them is another test's: here names count.
    for (const name of [`VIDEO/${clip}.MXF`, `AUDIO/${clip}00.MXF`, `PROXY/${clip}.MP4`, `ICON/${clip}.BMP`])
      await ownClip('picture.mp4', folder, card(name))
    await ownClip('picture.mp4', folder, card(`CLIP/${clip}.XML`))
  }
  await writeFile(join(folder, card('A001.ari')), 'a raw format')
  await dropOn(window, [join(folder, 'P2')])
  const dialog = window.getByRole('dialog', { name: 'A new series' })
  await expect(dialog.getByRole('textbox', { name: 'Flow name of CONTENTS/VIDEO/0001AB.MXF' })).toHaveValue('0001AB')
  await expect(dialog).toContainText('The names are those that the camera gave.')
  await expect(dialog).toContainText('The sound of 2 clips')
  await expect(dialog).toContainText('raw')
  const proxies = dialog.getByRole('checkbox', { name: /2 proxies/ })
  await expect(proxies).not.toBeChecked()
  await expectAccessible(window)
  await dialog.getByRole('button', { name: 'Upload 2 files' }).click()
  await expect(window.getByText('4 of 4 done', { exact: true }).first()).toBeVisible()
  const labels = (await store.list('/sources?limit=100')).map((it) => it.label)
  expect(labels).toContain('P2 · sound 1')
  expect(labels).not.toContain('P2 · proxy')
})

test('subtitles go with their film, as data at its place on a timeline of their own', async ({
  window,
  folder,
  store,
}) => {
  await ownClip('picture.mp4', folder, 'Show/ep1.mp4')
  await ownClip('picture.mp4', folder, 'Show/ep2.mp4')
  await writeFile(join(folder, 'Show/ep2.de.srt'), '1\n00:00:00,000 --> 00:00:01,000\nHallo\n')
  await writeFile(join(folder, 'Show/notes.pdf'), 'not media')
  await dropOn(window, [join(folder, 'Show')])
  const dialog = window.getByRole('dialog', { name: 'A new series' })
  await expect(
    dialog.getByRole('checkbox', { name: 'Send 1 accompanying file too, as data beside the media' }),
  ).toBeChecked()
  await expect(dialog.getByText('1 other file in the folder left out')).toBeVisible()
  await dialog.getByRole('button', { name: 'Upload 2 files' }).click()
  await expect(window.getByText('3 of 3 done', { exact: true }).first()).toBeVisible()
  const [subtitles] = (await store.list('/flows?limit=100')).filter((it) => it['format'] === 'urn:x-nmos:format:data')
  expect(subtitles).toMatchObject({ label: 'Episode 02', codec: 'application/x-subrip' })
  const [segment] = await store.list(`/flows/${subtitles!.id}/segments`)
  expect(segment).toMatchObject({ timerange: '[0:0_2:0)' })
})

test('the order is changed by drag and by keyboard, and a way of naming is kept for the next time', async ({
  window,
  folder,
}) => {
  for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) await ownClip('picture.mp4', folder, `Takes/${name}`)
  await dropOn(window, [join(folder, 'Takes')])
  const dialog = window.getByRole('dialog', { name: 'A new series' })
  const files = () =>
    dialog
      .getByRole('listitem')
      .allTextContents()
      .then((all) => all.map((it) => /[abc]\.mp4/.exec(it)?.[0]))
  await dialog
    .getByRole('listitem')
    .filter({ hasText: 'c.mp4' })
    .dragTo(dialog.getByRole('listitem').filter({ hasText: 'a.mp4' }), {
      sourcePosition: { x: 80, y: 18 },
      targetPosition: { x: 80, y: 4 },
    })
  await expect.poll(files).toEqual(['c.mp4', 'a.mp4', 'b.mp4'])
  await dialog.getByRole('textbox', { name: 'Flow name of b.mp4' }).press('Alt+ArrowUp')
  await expect.poll(files).toEqual(['c.mp4', 'b.mp4', 'a.mp4'])
  await dialog.getByRole('textbox', { name: 'Prefix' }).fill('Take')
  await dialog.getByRole('textbox', { name: 'Flow names' }).fill('{prefix} {n:03} {stem}')
  await dialog.getByRole('button', { name: 'Templates' }).click()
  await window.getByRole('menuitem', { name: 'Keep this way of naming' }).click()
  await dialog.getByRole('button', { name: 'Upload 3 files' }).click()
  await expect(row(window, 'c.mp4')).toContainText('Takes / Take 001 c')

  await ownClip('picture.mp4', folder, 'More/d.mp4')
  await dropOn(window, [join(folder, 'More')])
  await dialog.getByRole('button', { name: 'Templates' }).click()
  await window.getByRole('menuitem', { name: 'Take · {prefix} {n:03} {stem}' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Flow name of d.mp4' })).toHaveValue('Take 001 d')
})

test('two cameras of one event lie on one axis, by their timecode', async ({ window, folder, store }) => {
  await mkdir(join(folder, 'Event'))
  for (const [name, timecode] of [
    ['A.mov', '10:00:00:00'],
    ['B.mov', '10:00:05:12'],
  ] as const)
    await madeByFfmpeg(
      join(folder, 'Event'),
      name,
      ...['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25:d=1', '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-timecode', timecode, '-metadata', 'creation_time=2026-05-01T08:00:00Z'],
    )
  await dropOn(window, [join(folder, 'Event')])
  const dialog = window.getByRole('dialog', { name: 'A new series' })
  const place = dialog.getByRole('combobox', { name: 'Where it lies in time' })
  await expect(place).toHaveValue('zero')
  await place.selectOption('By its timecode')
  await dialog.getByRole('button', { name: 'Upload 2 files' }).click()
  await expect(window.getByText('2 of 2 done', { exact: true }).first()).toBeVisible()
  const flows = await store.list('/flows?limit=100')
  const ranges = await Promise.all(
    flows.map(async ({ id }) => (await store.list(`/flows/${id}/segments`))[0]!.timerange),
  )
  // 1,777,593,637 s are midnight of that day in TAI.
  expect(ranges.sort()).toEqual(['[1777629637:0_1777629638:0)', '[1777629642:480000000_1777629643:480000000)'])
})
