import { readFile } from 'node:fs/promises'
import { clip } from '../helpers/clips.ts'
import { dropOn, expect, picture, row, test } from './app.ts'

test('what was uploaded is found in the store, on the time axis of its flow, and played', async ({
  window,
  folder,
}) => {
  await window.keyboard.press('Control+,')
  await window.getByRole('combobox', { name: 'How new files go' }).selectOption('2')
  await window.getByRole('button', { name: 'Done' }).click()
  await dropOn(window, [await clip('eight-seconds.mp4', folder, 'Harbour.mp4')])
  await expect(row(window, 'Harbour.mp4')).toContainText('Done')
  await row(window, 'Harbour.mp4').click({ button: 'right' })
  await window.getByRole('menuitem', { name: 'Show in store' }).click()
  await expect(window.getByRole('heading', { name: 'Harbour', exact: true })).toBeVisible()
  await expect(window.getByText('4 segments from 0:00 to 0:08')).toBeVisible()
  const axis = window.getByRole('listbox', { name: 'Segments' })
  await expect(axis.getByRole('option')).toHaveCount(4)
  await axis.focus()
  await window.keyboard.press('ArrowRight')
  await window.keyboard.press('ArrowRight')
  await expect(axis.getByRole('option', { selected: true })).toHaveAttribute('aria-label', /^\[2:/)
  await window.keyboard.press('+')
  await window.keyboard.press('+')
  await window.keyboard.press('+')
  await expect(axis.getByRole('option')).not.toHaveCount(4)
  await window.keyboard.press('0')
  await expect(axis.getByRole('option')).toHaveCount(4)
  await picture(window, 'store')
  await window.getByRole('button', { name: 'Show the file it was' }).click()
  await expect(window.getByRole('complementary', { name: 'Details of Harbour.mp4' })).toBeVisible()
})

test('an object is played in the window, by a link that never leaves Framehaul', async ({ window, folder, store }) => {
  await dropOn(window, [await clip('sound.wav', folder, 'Boom.wav')])
  await expect(row(window, 'Boom.wav')).toContainText('Done')
  const asked: string[] = []
  window.on('request', (request) => asked.push(request.url()))
  await row(window, 'Boom.wav').dblclick()
  await window.getByRole('button', { name: 'Show in store' }).click()
  await window.getByRole('button', { name: 'Play', exact: true }).click()
  const player = window.getByLabel('The object')
  await expect.poll(() => player.evaluate((it: HTMLAudioElement) => it.duration)).toBeCloseTo(1, 1)
  await expect.poll(() => player.evaluate((it: HTMLAudioElement) => it.ended || it.currentTime > 0)).toBe(true)
  expect(asked.some((it) => it.includes('/play/'))).toBe(true)
  expect(asked.filter((it) => it.startsWith(store.url) || it.includes('X-Amz-'))).toEqual([])
})

test('an object that the window cannot play says so', async ({ window, folder }) => {
  await dropOn(window, [await clip('eight-seconds.mxf', folder, 'Card.mxf')])
  await expect(row(window, 'Card.mxf')).toContainText('Done')
  await row(window, 'Card.mxf').dblclick()
  await window.getByRole('button', { name: 'Show in store' }).click()
  await window.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(window.getByText(/^This window cannot play application\/mxf/)).toBeVisible()
})

test('an empty store says what will be there', async ({ window }) => {
  await window.keyboard.press('Control+2')
  await expect(window.getByText('Nothing is in this store yet. What you upload appears here.')).toBeVisible()
})

test('what left the list stays in the history, is searched, and proven by a receipt', async ({ window, folder }) => {
  await window.keyboard.press('Control+3')
  await expect(window.getByText(/^Nothing has been uploaded yet/)).toBeVisible()
  await dropOn(window, [await clip('picture.mp4', folder, 'Beach.mp4'), await clip('sound.wav', folder, 'Boom.wav')])
  await expect(window.getByText('2 of 2 done')).toBeVisible()
  await window.getByRole('button', { name: 'Clear done' }).click()
  await expect(window.getByRole('heading', { name: 'Drop media files or a folder anywhere' })).toBeVisible()
  await window.keyboard.press('Control+3')
  const lines = window.getByRole('table').getByRole('row')
  await expect(lines).toHaveCount(3)
  await picture(window, 'history')
  await window.keyboard.press('Control+f')
  await window.keyboard.type('beach mp4')
  await expect(lines).toHaveCount(2)
  const [receipt] = await Promise.all([
    window.waitForEvent('download'),
    window.getByRole('button', { name: 'Receipt as CSV' }).click(),
  ])
  const text = await readFile(await receipt.path(), 'utf8')
  expect(text.trim().split('\r\n')).toHaveLength(2)
  expect(text).toContain('Beach.mp4')
  await window.getByRole('button', { name: 'Show Beach.mp4 in the store' }).click()
  await expect(window.getByRole('heading', { name: 'Beach' })).toBeVisible()
})
