import type { Locator, Page } from '@playwright/test'
import { clip, largeClip, ownClip } from '../helpers/clips.ts'
import { dropOn, expect, limitSpeed, picture, row, SLOW_BYTES, SLOWLY, test } from './app.ts'

const MIB = 1024 ** 2
const names = async (window: Page) => await window.locator('[role=row][data-id] p.font-medium').allTextContents()
const list = (window: Page) => window.getByRole('grid', { name: 'Queue' })

/** Files that wait until somebody starts them. */
async function dropWaiting(window: Page, paths: readonly string[]): Promise<void> {
  await window.keyboard.press('Control+,')
  await window.getByRole('checkbox', { name: /^Begin with new files at once/ }).uncheck()
  await window.getByRole('button', { name: 'Done' }).click()
  await dropOn(window, paths)
  await expect(window.getByText(`${paths.length} ready`)).toBeVisible()
}

test('what is looked for is found, by name, by state, in any order', async ({ window, folder }) => {
  await dropWaiting(
    window,
    await Promise.all(
      ['Beach.mp4', 'Harbour 2.mp4', 'Harbour 10.mp4'].map((name) => ownClip('picture.mp4', folder, name)),
    ),
  )
  await expect.poll(() => names(window)).toEqual(['Beach.mp4', 'Harbour 2.mp4', 'Harbour 10.mp4'])
  await window.keyboard.press('Control+f')
  await window.keyboard.type('harbour')
  await expect(window.getByText('2 of 3', { exact: true })).toBeVisible()
  await expect.poll(() => names(window)).toEqual(['Harbour 2.mp4', 'Harbour 10.mp4'])
  await window.keyboard.press('Escape')
  await window.getByRole('combobox', { name: 'Order' }).selectOption('name')
  await window.getByRole('button', { name: /turn around/ }).click()
  await expect.poll(() => names(window)).toEqual(['Harbour 10.mp4', 'Harbour 2.mp4', 'Beach.mp4'])
  await window.getByRole('radio', { name: 'Done' }).check()
  await expect(window.getByText('Nothing in the queue looks like this.')).toBeVisible()
  await window.getByRole('button', { name: 'Show all' }).click()
  await expect(row(window, 'Beach.mp4')).toBeVisible()
})

test('what waits is started, by state in groups that fold', async ({ window, folder }) => {
  await dropWaiting(
    window,
    await Promise.all(['1.mp4', '2.mp4', '3.mp4'].map((name) => ownClip('picture.mp4', folder, name))),
  )
  await row(window, '1.mp4').click()
  await list(window).focus()
  await window.keyboard.press('Space')
  await expect(row(window, '1.mp4')).toContainText('Done')
  await window.getByRole('combobox', { name: 'Group by' }).selectOption('state')
  await expect(window.getByRole('row').filter({ hasText: '2 files' })).toContainText('Ready')
  await window.getByRole('button', { name: 'Fold Ready' }).click()
  await expect(row(window, '2.mp4')).toHaveCount(0)
  await window.getByRole('button', { name: 'Unfold Ready' }).click()
  await window.getByRole('button', { name: 'Start all 2' }).click()
  await expect(window.getByText('3 of 3 done')).toBeVisible()
})

test('removing and cancelling are taken back', async ({ window, folder, store }) => {
  const paths = [await clip('picture.mp4', folder, 'done.mp4'), await largeClip(folder, 'long.mp4', SLOW_BYTES)]
  await dropOn(window, [paths[0]!])
  await expect(row(window, 'done.mp4')).toContainText('Done')
  await row(window, 'done.mp4').click()
  await list(window).focus()
  await window.keyboard.press('Delete')
  await expect(row(window, 'done.mp4')).toHaveCount(0)
  await window.getByRole('button', { name: 'Undo' }).click()
  await expect(row(window, 'done.mp4')).toContainText('Done')

  await limitSpeed(window, SLOWLY)
  await dropOn(window, [paths[1]!])
  const long = row(window, 'long.mp4')
  await expect(long).toContainText('Sending')
  await long.hover()
  await long.getByRole('button', { name: 'Cancel long.mp4' }).click()
  await expect(long).toContainText('Cancelled')
  await window.keyboard.press('Control+z')
  await expect(long).toContainText(/Waiting|Preparing|Sending/)
  // Removed in the middle of it and brought back: it goes on, and ends once in the store.
  await long.click()
  await list(window).focus()
  await window.keyboard.press('Delete')
  await expect(long).toHaveCount(0)
  await window.keyboard.press('Control+z')
  await expect(long).toContainText(/Waiting|Preparing|Sending/)
  await limitSpeed(window, '')
  await expect(long).toContainText('Done')
  expect((await store.list('/flows?limit=100')).filter((it) => it.label === 'long')).toHaveLength(1)
})

test('rows are put in another order by drag, and by keyboard to either end', async ({ window, folder }) => {
  await dropWaiting(
    window,
    await Promise.all(['1.mp4', '2.mp4', '3.mp4', '4.mp4'].map((name) => ownClip('picture.mp4', folder, name))),
  )
  await row(window, '4.mp4').dragTo(row(window, '2.mp4'), { targetPosition: { x: 200, y: 6 } })
  await expect.poll(() => names(window)).toEqual(['1.mp4', '4.mp4', '2.mp4', '3.mp4'])
  await row(window, '1.mp4').click()
  await row(window, '4.mp4').click({ modifiers: ['Control'] })
  await window.keyboard.press('Alt+End')
  await expect.poll(() => names(window)).toEqual(['2.mp4', '3.mp4', '1.mp4', '4.mp4'])
  await window.getByRole('combobox', { name: 'Order' }).selectOption('name')
  await expect(row(window, '1.mp4')).toHaveAttribute('draggable', 'false')
})

test('the menu does what the keys do', async ({ window, folder }) => {
  await dropWaiting(window, [
    await clip('picture.mp4', folder, 'one.mp4'),
    await ownClip('picture-and-sound.mp4', folder, 'two.mp4'),
  ])
  await row(window, 'two.mp4').click({ button: 'right' })
  const menu = window.getByRole('menu')
  await expect(menu.getByRole('menuitem', { name: 'Show in store' })).toBeDisabled()
  await picture(window, 'menu')
  await menu.getByRole('menuitem', { name: 'Start' }).click()
  await expect(row(window, 'two.mp4')).toContainText('Done')
  await expect(row(window, 'one.mp4')).toContainText('Ready')
  await row(window, 'one.mp4').click()
  await list(window).focus()
  await window.keyboard.press('Shift+F10')
  await menu.getByRole('menuitem', { name: 'Remove from the list' }).press('Enter')
  await expect(row(window, 'one.mp4')).toHaveCount(0)
})

test('what is sent is shown while it moves, and nothing jumps', async ({ window, folder }) => {
  const isForPictures = process.env['FRAMEHAUL_PICTURES'] !== undefined
  await window.evaluate(() => {
    const shifts: number[] = ((globalThis as { shifts?: number[] }).shifts = [])
    // Chromium's own measure of what moved without having been asked to.
    new PerformanceObserver((seen) => {
      for (const it of seen.getEntries()) shifts.push((it as unknown as { value: number }).value)
    }).observe({ type: 'layout-shift' })
  })
  for (let n = 1; n <= 4; n += 1)
    await largeClip(
      folder,
      `Harbour Lights S01/Harbour Lights S01E0${n}.mp4`,
      isForPictures ? (500 + 60 * n) * MIB : SLOW_BYTES + n,
    )
  await dropOn(window, [await clip('sound.wav', folder, 'Boom.wav')])
  await expect(row(window, 'Boom.wav')).toContainText('Done')
  if (!isForPictures) await limitSpeed(window, '1')
  await window.getByRole('button', { name: 'What happens now' }).click()
  await window.getByRole('button', { name: 'Add folder' }).click()
  await window.getByRole('textbox', { name: 'Folder' }).fill(`${folder}/Harbour Lights S01`)
  await window.keyboard.press('Enter')
  await expect(window.getByText('Harbour Lights S01E04.mp4')).toBeVisible()
  await window.getByRole('button', { name: 'Use this folder' }).click()
  await window.getByRole('button', { name: 'Upload 4 files' }).click()
  await expect(row(window, 'S01E01.mp4')).toContainText('Sending')
  await window.evaluate(() => {
    ;(globalThis as unknown as { shifts: number[] }).shifts.length = 0
  })
  const now = window.getByRole('region', { name: 'Now' })
  await expect(now.getByRole('progressbar').first()).toBeVisible()
  await expect(now.getByRole('img', { name: /Throughput: .*\/s now/ })).toBeVisible()
  await expect(window.getByText(/ of .* · .*B\/s/).first()).toBeVisible()
  // Long enough that something could jump: the bar moves on, and the line of the throughput grows with it.
  const sent = async () =>
    Number(await row(window, 'S01E01.mp4').getByRole('progressbar').getAttribute('aria-valuenow'))
  const before = await sent()
  if (isForPictures) await window.waitForTimeout(6_000)
  else await expect.poll(sent).toBeGreaterThan(before + 2)
  await row(window, 'S01E02.mp4').click()
  await picture(window, 'queue')
  await window.emulateMedia({ colorScheme: 'light' })
  // What is drawn follows the system as what is styled does: nothing as dark as the lines of the dark theme is left.
  await expect.poll(() => darkestPixel(now.locator('canvas'))).toBeGreaterThan(60)
  await picture(window, 'queue-light')
  await window.emulateMedia({ colorScheme: 'dark' })
  // The limit is within reach, and holds at once.
  await now.getByRole('combobox', { name: 'Speed limit' }).selectOption({ label: 'at most 10.0 MB/s' })
  await expect(now.getByRole('combobox', { name: 'Speed limit' })).toHaveValue('10000000')
  const shifts = await window.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)
  expect(shifts.reduce((sum, it) => sum + it, 0)).toBeLessThan(0.02)
  await now.getByRole('combobox', { name: 'Speed limit' }).selectOption({ label: 'no limit' })
  await expect(window.getByText('5 of 5 done')).toBeVisible()
})

/** The least luminance of a drawing's solid pixels, from 0 to 255. */
const darkestPixel = (canvas: Locator): Promise<number> =>
  canvas.evaluate((it: HTMLCanvasElement) => {
    const { data } = it.getContext('2d')!.getImageData(0, 0, it.width, it.height)
    let least = 255
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] === 255)
        least = Math.min(least, 0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!)
    return least
  })
