import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clip, largeClip, ownClip } from '../helpers/clips.ts'
import { urlOf } from '../helpers/store-doc.ts'
import { dropOn, expect, limitSpeed, row, sha256Of, SLOW_BYTES, SLOWLY, test } from './app.ts'

test('three dropped files end in the store, byte for byte', async ({ window, store, folder }) => {
  const paths = [
    await clip('picture-and-sound.mp4', folder),
    await clip('sound.wav', folder),
    await clip('still.png', folder),
  ]
  await expect(window.getByRole('heading', { name: 'Drop media files or a folder anywhere' })).toBeVisible()
  await dropOn(window, paths)
  for (const name of ['picture-and-sound.mp4', 'sound.wav', 'still.png'])
    await expect(row(window, name)).toContainText('Done')
  await expect(window.getByText('3 of 3 done')).toBeVisible()
  const flows = (await store.list('/flows?limit=100')).filter((it) => it.container)
  const stored = await Promise.all(flows.map((it) => store.sha256OfFlow(it.id)))
  expect(stored.sort()).toEqual((await Promise.all(paths.map(sha256Of))).sort())
})

test('a dropped folder is shown as a series, changed, and uploaded as it was shown', async ({
  window,
  store,
  folder,
}) => {
  for (const name of ['ep1.mp4', 'ep2.mp4', 'ep10.mp4']) await ownClip('picture.mp4', folder, `Season 1/${name}`)
  await dropOn(window, [join(folder, 'Season 1')])
  const dialog = window.getByRole('dialog', { name: 'A new series' })
  await expect(dialog.getByRole('textbox', { name: 'Name of the series' })).toHaveValue('Season 1')
  await expect(dialog.getByRole('textbox', { name: /^Flow name of/ })).toHaveCount(3)
  await expect(dialog.getByRole('textbox', { name: 'Flow name of ep10.mp4' })).toHaveValue('Episode 03')
  expect(await store.list('/flows')).toEqual([])
  await dialog.getByRole('textbox', { name: 'Prefix' }).fill('Part')
  await dialog.getByRole('button', { name: 'Move ep10.mp4 up' }).click()
  await dialog.getByRole('textbox', { name: 'Flow name of ep1.mp4' }).fill('Pilot')
  await dialog.getByRole('button', { name: 'Upload 3 files' }).click()
  await expect(window.getByText('3 of 3 done', { exact: false }).first()).toBeVisible()
  const [source] = await store.list('/sources?label=Season%201')
  const flows = await store.list(`/flows?source_id=${source!.id}`)
  expect(flows.map((it) => it.label).sort()).toEqual(['Part 02', 'Part 03', 'Pilot'])
  await expect(row(window, 'ep10.mp4')).toContainText('Season 1 / Part 02')
})

test('the server dies midway: one message, and everything arrives by itself when it is back', async ({
  window,
  store,
  folder,
}) => {
  const path = await largeClip(folder, 'long take.mp4', SLOW_BYTES)
  await limitSpeed(window, SLOWLY)
  await dropOn(window, [path])
  const item = row(window, 'long take.mp4')
  await expect(item).toContainText('Sending')
  await expect(item.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow', '0')
  await store.kill()
  await expect(item).toContainText('Waiting')
  const message = window.getByRole('alert').filter({ hasText: 'does not answer' })
  await expect(message).toHaveCount(1)
  // While the server is away, looking at it changes nothing: the message stays, and so does the button.
  await window.getByRole('button', { name: 'Try now' }).click()
  await expect(item).toContainText('Waiting')
  await expect(message).toHaveCount(1)
  await limitSpeed(window, '')
  await store.restart()
  await expect(item).toContainText('Done')
  await expect(message).toHaveCount(0)
  const flows = await store.list('/flows')
  expect(flows).toHaveLength(1)
  const [segment] = await store.list(`/flows/${flows[0]!.id}/segments`)
  const stored = await fetch(urlOf(segment), { headers: { range: 'bytes=0-0' } })
  expect(stored.headers.get('content-range')).toBe(`bytes 0-0/${(await stat(path)).size}`)
})

test('a file that is no media says so, with its remedy, and does not stop the others', async ({ window, folder }) => {
  const bad = join(folder, 'letter.mov')
  await writeFile(bad, '%PDF-1.7 nothing to see')
  await dropOn(window, [bad, await clip('picture.mp4', folder)])
  await expect(row(window, 'picture.mp4')).toContainText('Done')
  await expect(row(window, 'letter.mov')).toContainText('Needs you')
  await row(window, 'letter.mov').dblclick()
  const details = window.getByRole('complementary', { name: 'Details of letter.mov' })
  await expect(details).toContainText('This is not a media file we can read.')
  await expect(details).toContainText('Check that it plays on this computer')
  await details.getByText('Technical detail').click()
  await expect(details).toContainText('It looks like a PDF')
})
