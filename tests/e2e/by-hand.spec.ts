import { join } from 'node:path'
import { checkIds } from '../../src-shared/check.ts'
import { clip, largeClip, ownClip } from '../helpers/clips.ts'
import { dropOn, expect, limitSpeed, row, SLOW_BYTES, SLOWLY, test } from './app.ts'

test('files are chosen by browsing this machine, by keyboard alone', async ({ window, folder }) => {
  await clip('picture.mp4', folder, 'media/chosen.mp4')
  await window.keyboard.press('Control+o')
  const dialog = window.getByRole('dialog', { name: 'Add files' })
  const place = dialog.getByRole('textbox', { name: 'Folder' })
  await expect(place).not.toHaveValue('')
  await place.fill(`${folder}/media`)
  await window.keyboard.press('Enter')
  await dialog.getByRole('checkbox', { name: /chosen.mp4/ }).focus()
  await window.keyboard.press('Space')
  await dialog.getByRole('button', { name: 'Add 1 file' }).focus()
  await window.keyboard.press('Enter')
  await expect(row(window, 'chosen.mp4')).toContainText('Done')
})

test('an upload is paused and resumed by Space, looked at by Enter, and removed by Delete', async ({
  window,
  folder,
}) => {
  await limitSpeed(window, SLOWLY)
  await dropOn(window, [await largeClip(folder, 'long.mp4', SLOW_BYTES)])
  const item = row(window, 'long.mp4')
  await expect(item).toContainText('Sending')
  await window.getByRole('grid', { name: 'Queue' }).focus()
  await window.keyboard.press('Space')
  await expect(item).toContainText('Paused')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('complementary', { name: 'Details of long.mp4' })).toBeVisible()
  await window.keyboard.press('Escape')
  await expect(window.getByRole('complementary')).toHaveCount(0)
  await window.keyboard.press('Space')
  await expect(item).toContainText(/Sending|Preparing|Done/)
  await window.keyboard.press('Delete')
  await expect(item).toHaveCount(0)
})

test('many rows are selected, reordered and removed together', async ({ window, folder, store }) => {
  await store.kill()
  await dropOn(
    window,
    await Promise.all(['1', '2', '3', '4'].map((name) => ownClip('picture.mp4', folder, `${name}.mp4`))),
  )
  await expect(window.getByText('0 of 4 done')).toBeVisible()
  const names = async () => (await window.getByRole('row').allTextContents()).map((it) => it.slice(0, 5))
  await row(window, '4.mp4').click()
  await window.keyboard.press('Alt+ArrowUp')
  await expect.poll(names).toEqual(['1.mp4', '2.mp4', '4.mp4', '3.mp4'])
  await window.keyboard.press('Control+a')
  await expect(window.locator('[role=row][aria-selected=true]')).toHaveCount(4)
  await window.getByRole('button', { name: 'Pause all' }).click()
  await expect(window.getByText(/4 paused/)).toBeVisible()
  await store.restart()
  await window.getByRole('button', { name: 'Resume all' }).click()
  await expect(window.getByText('4 of 4 done')).toBeVisible()
  await window.getByRole('grid', { name: 'Queue' }).focus()
  await window.keyboard.press('Control+a')
  await window.keyboard.press('Delete')
  await expect(window.getByRole('heading', { name: 'Drop media files or a folder anywhere' })).toBeVisible()
})

test('another server is looked at, chosen, and used', async ({ window, store }) => {
  await window.getByRole('button', { name: /^Connection:/ }).click()
  const dialog = window.getByRole('dialog', { name: 'Servers' })
  await dialog.getByRole('button', { name: 'Add a server' }).click()
  await dialog.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:1')
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog).toContainText('The server at 127.0.0.1:1 does not answer.')
  await dialog.getByRole('textbox', { name: 'Address' }).fill(store.url)
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog).toContainText('Framehaul sandbox answers.')
  await expect(dialog).toContainText('version 8.2')
  await dialog.getByRole('radio', { name: /Embedded store/ }).check()
  await dialog.getByRole('button', { name: 'Use this server' }).click()
  await expect(window.getByRole('button', { name: 'Connection: Embedded store Connected' })).toBeVisible()
})

test('what was in the queue is there again after a reload', async ({ window, folder }) => {
  await dropOn(window, [await clip('picture.mp4', folder)])
  await expect(row(window, 'picture.mp4')).toContainText('Done')
  await window.reload()
  await expect(row(window, 'picture.mp4')).toContainText('Done')
})

test('the same file again is recognised, and skipped or uploaded by choice', async ({ window, store, folder }) => {
  const path = await clip('picture.mp4', folder, 'first.mp4')
  await dropOn(window, [path])
  await expect(row(window, 'first.mp4')).toContainText('Done')
  await dropOn(window, [await clip('picture.mp4', folder, 'copy.mp4')])
  const copy = row(window, 'copy.mp4')
  await expect(copy).toContainText('Needs you')
  await expect(copy).toContainText('The same file is in this store already, as first.')
  await copy.click()
  await window.keyboard.press('Enter')
  const details = window.getByRole('complementary')
  await details.getByRole('button', { name: 'Upload again' }).click()
  await expect(copy).toContainText('Done')
  expect(await store.list('/flows')).toHaveLength(2)
  const [receipt] = await Promise.all([
    window.waitForEvent('download'),
    details.getByRole('button', { name: 'CSV' }).click(),
  ])
  expect(receipt.suggestedFilename()).toBe('receipt copy.mp4.csv')
})

test('the speed limit and its schedule are set, kept and taken back', async ({ window }) => {
  await window.getByRole('button', { name: 'Settings' }).click()
  const dialog = window.getByRole('dialog', { name: 'Settings' })
  await dialog.getByLabel('Speed limit for all uploads together').fill('20')
  await dialog.getByRole('button', { name: 'Add times' }).click()
  await dialog.getByRole('button', { name: 'Saturday' }).click()
  await dialog.getByLabel('From').fill('09:30')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await window.reload()
  await window.getByRole('button', { name: 'Settings' }).click()
  await expect(dialog.getByLabel('Speed limit for all uploads together')).toHaveValue('20')
  await expect(dialog.getByLabel('From')).toHaveValue('09:30')
  await expect(dialog.getByRole('button', { name: 'Saturday' })).toHaveAttribute('aria-pressed', 'true')
  await dialog.getByRole('button', { name: 'Remove rule 1' }).click()
  await expect(dialog.getByLabel('From')).toHaveCount(0)
})

test('the limit in the panel shows what the settings say, and leaves what they say of other things', async ({
  window,
  folder,
}) => {
  await dropOn(window, [await clip('picture.mp4', folder)])
  await window.getByRole('button', { name: 'What happens now' }).click()
  const limit = window.getByRole('region', { name: 'Now' }).getByRole('combobox', { name: 'Speed limit' })
  await expect(limit).toHaveValue('')
  await window.getByRole('button', { name: 'Settings' }).click()
  const dialog = window.getByRole('dialog', { name: 'Settings' })
  await dialog.getByLabel('Speed limit for all uploads together').fill('20')
  await dialog.getByRole('button', { name: 'Add times' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(limit).toHaveValue('20000000')
  await limit.selectOption('5000000')
  await window.getByRole('button', { name: 'Settings' }).click()
  await expect(dialog.getByLabel('Speed limit for all uploads together')).toHaveValue('5')
  await expect(dialog.getByLabel('From')).toHaveValue('08:00')
})

test('the doctor looks at everything, and says what is wrong and what to do', async ({ window, store }) => {
  await window.getByRole('button', { name: /^Connection:/ }).click()
  await window.getByRole('button', { name: 'Doctor…' }).click()
  const doctor = window.getByRole('dialog', { name: 'Doctor' })
  await expect(doctor.getByRole('status')).toHaveText('Everything is in order.')
  await expect(doctor.getByRole('listitem')).toHaveCount(checkIds.length)
  await store.kill()
  await doctor.getByRole('button', { name: 'Examine again' }).click()
  await expect(doctor.getByRole('status')).toContainText('not work')
  await expect(
    doctor
      .getByRole('listitem')
      .filter({ hasText: /^The server/ })
      .first(),
  ).toContainText('does not answer')
})

test('files are cut into pieces where the settings say so', async ({ window, folder }) => {
  await window.keyboard.press('Control+,')
  await window.getByRole('combobox', { name: 'How new files go' }).selectOption('2')
  await window.getByRole('button', { name: 'Done' }).click()
  await dropOn(window, [await clip('eight-seconds.mp4', folder)])
  await expect(row(window, 'eight-seconds.mp4')).toContainText('Done')
  await row(window, 'eight-seconds.mp4').dblclick()
  await expect(window.getByText('4 pieces on the timeline')).toBeVisible()
})

test('a watched folder uploads what arrives in it, until it is no longer watched', async ({
  window,
  store,
  folder,
}) => {
  await window.keyboard.press('Control+,')
  const dialog = window.getByRole('dialog', { name: 'Settings' })
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(join(folder, 'incoming'))
  await dialog.getByRole('textbox', { name: 'Series (optional)' }).fill('Rushes')
  await dialog.getByRole('button', { name: 'Watch' }).click()
  await expect(dialog.getByText('all into the source Rushes')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await clip('picture.mp4', folder, 'incoming/A001.mp4')
  await expect(row(window, 'A001.mp4')).toContainText('Done')
  expect((await store.list('/sources')).map((it) => it.label)).toEqual(['Rushes'])
  await window.keyboard.press('Control+,')
  await dialog.getByRole('button', { name: /^Stop watching/ }).click()
  await expect(dialog.getByText('all into the source Rushes')).toHaveCount(0)
})
