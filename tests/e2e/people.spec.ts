import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clip, ownClip } from '../helpers/clips.ts'
import { dropOn, expect, expectAccessible, picture, row, test } from './app.ts'

test('a newcomer sends a first series to the embedded store with nothing but the window', async ({
  firstWindow: window,
}) => {
  await picture(window, 'empty')
  await window.emulateMedia({ colorScheme: 'light' })
  await picture(window, 'empty-light')
  await window.getByRole('button', { name: 'Try it with sample clips' }).click()
  const dialog = window.getByRole('dialog', { name: 'A new series' })
  await expect(dialog.getByRole('textbox', { name: 'Name of the series' })).toHaveValue('A walk through the hills')
  await dialog.getByRole('button', { name: 'Upload 3 files' }).click()
  await expect(window.getByText('4 of 4 done', { exact: true }).first()).toBeVisible()
  await row(window, 'hills_02.mp4').click({ button: 'right' })
  await window.getByRole('menuitem', { name: 'Show in store' }).click()
  await expect(window.getByRole('heading', { name: 'Episode 02' })).toBeVisible()
})

test('the whole job is done by keyboard alone', async ({ window, folder, store }) => {
  for (const name of ['ep1.mp4', 'ep2.mp4']) await ownClip('picture.mp4', folder, `Season 1/${name}`)
  await writeFile(join(folder, 'Season 1/ep3.mp4'), '%PDF-1.7')
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => window.keyboard.press(key)), Promise.resolve())
  /** Tab until the element of this name has the focus: what cannot be reached so cannot be used. */
  async function tabTo(name: RegExp): Promise<void> {
    for (let n = 0; n < 80; n += 1) {
      await press('Tab')
      const has = await window.evaluate(() => {
        const element = document.activeElement as HTMLElement | null
        const label = element?.id ? (document.querySelector(`label[for="${element.id}"]`)?.textContent ?? '') : ''
        return {
          name: `${element?.getAttribute('aria-label') ?? ''} ${label} ${element?.textContent ?? ''}`,
          outlined: element
            ? getComputedStyle(element).outlineStyle !== 'none' || element.closest('label') !== null
            : false,
        }
      })
      if (!name.test(has.name)) continue
      expect(has.outlined, `focus is seen on ${has.name}`).toBe(true)
      return
    }
    throw new Error(`Tab never came to ${name.source}`)
  }
  await press('Control+Shift+O')
  const place = window.getByRole('textbox', { name: 'Folder' })
  await expect(place).not.toHaveValue('')
  await tabTo(/^Folder\s*$/)
  await press('Control+a')
  await window.keyboard.type(join(folder, 'Season 1'))
  await press('Enter')
  await expect(window.getByText('ep3.mp4')).toBeVisible()
  await tabTo(/Use this folder/)
  await press('Enter')
  await expect(window.getByRole('dialog', { name: 'A new series' })).toBeVisible()
  await tabTo(/Prefix/)
  await press('Control+a')
  await window.keyboard.type('Part')
  await tabTo(/Upload 3 files/)
  await press('Enter')
  await expect(row(window, 'ep2.mp4')).toContainText('Done')
  await expect(row(window, 'ep3.mp4')).toContainText('Needs you')

  await tabTo(/^Queue /)
  await press('End', 'Enter')
  await expect(window.getByRole('complementary', { name: 'Details of ep3.mp4' })).toContainText(
    'This is not a media file we can read.',
  )
  await ownClip('picture.mp4', folder, 'Season 1/ep3.mp4')
  await press('r')
  await expect(row(window, 'ep3.mp4')).toContainText('Done')
  await press('Escape', 'Control+a', 'Delete')
  await expect(window.getByRole('heading', { name: 'Drop media files or a folder anywhere' })).toBeVisible()
  await press('Control+z')
  await expect(row(window, 'ep3.mp4')).toContainText('Done')
  expect((await store.list('/flows?limit=100')).map((it) => it.label).sort()).toEqual(['Part 01', 'Part 02', 'Part 03'])
})

test('everything is said in German too, numbers and dates included', async ({ window, folder }) => {
  await window.keyboard.press('Control+,')
  await window.getByRole('combobox', { name: 'Language' }).selectOption('de')
  await expect(window.getByRole('dialog', { name: 'Einstellungen' })).toBeVisible()
  await window.getByRole('button', { name: 'Fertig' }).click()
  await writeFile(join(folder, 'brief.mov'), '%PDF-1.7')
  await dropOn(window, [await clip('picture.mp4', folder, 'strand.mp4'), join(folder, 'brief.mov')])
  await expect(row(window, 'strand.mp4')).toContainText('Fertig')
  await expect(row(window, 'strand.mp4')).toContainText('2,0 s')
  await row(window, 'brief.mov').dblclick()
  await expect(window.getByRole('complementary')).toContainText('Das ist keine Mediendatei, die wir lesen können.')
  await picture(window, 'german')
  await window.reload()
  await expect(window.getByText('1 von 2 fertig · 1 braucht Sie')).toBeVisible()
  await expect(window.locator('html')).toHaveAttribute('lang', 'de')
})

test('no screen keeps anybody out', async ({ window, folder }) => {
  // Every screen, twice.
  test.slow()
  const inBoth = async () => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expectAccessible(window)
    }
  }
  await inBoth()
  await writeFile(join(folder, 'letter.mov'), '%PDF-1.7')
  for (const name of ['Cam A/1.mp4', 'Cam B/1.mp4']) await ownClip('picture.mp4', folder, `Concert/${name}`)
  await dropOn(window, [join(folder, 'Concert')])
  await expect(window.getByRole('dialog', { name: '2 new series' })).toBeVisible()
  await inBoth()
  await window.getByRole('button', { name: 'Upload 2 files' }).click()
  await expect(window.getByText('2 of 2 done').first()).toBeVisible()
  await dropOn(window, [join(folder, 'letter.mov'), await clip('sound.wav', folder)])
  await expect(window.getByText('3 of 4 done · 1 needs you')).toBeVisible()
  await window.getByRole('button', { name: 'What happens now' }).click()
  await row(window, 'letter.mov').dblclick()
  await inBoth()
  await picture(window, 'needs-you')
  await window.getByRole('radio', { name: 'Paused' }).check()
  await inBoth()
  await window.getByRole('button', { name: 'Show all' }).click()
  await row(window, 'sound.wav').click()
  await inBoth()
  await row(window, 'sound.wav').click({ button: 'right' })
  await inBoth()
  await window.keyboard.press('Escape')
  for (const open of ['Control+,', '?', 'Control+o']) {
    await window.keyboard.press(open)
    await expect(window.getByRole('dialog')).toBeVisible()
    await inBoth()
    if (open === 'Control+,') await picture(window, 'settings')
    if (open === '?') await picture(window, 'keyboard')
    await window.keyboard.press('Escape')
  }
  await window.getByRole('button', { name: /^Connection:/ }).click()
  await window.getByRole('button', { name: 'Add a server' }).click()
  await window.getByText('What uploads to this server begin with').click()
  await inBoth()
  await window.getByRole('button', { name: 'Doctor…' }).click()
  await expect(window.getByRole('dialog', { name: 'Doctor' }).getByRole('status')).toHaveText('Everything is in order.')
  await inBoth()
  await picture(window, 'doctor')
  await window.keyboard.press('Escape')
  await row(window, 'sound.wav').click({ button: 'right' })
  await window.getByRole('menuitem', { name: 'Show in store' }).click()
  await window.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(window.getByLabel('The object')).toBeVisible()
  await inBoth()
  await window.keyboard.press('Control+3')
  await expect(window.getByRole('table')).toBeVisible()
  await inBoth()
  await window.setViewportSize({ width: 640, height: 800 })
  await inBoth()
  await window.keyboard.press('Control+1')
  await window.keyboard.press('Escape')
  await inBoth()
  await picture(window, 'narrow')
  await window.keyboard.press('Control+2')
  await inBoth()
})
