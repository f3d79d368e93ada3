import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { dropOn, expect, row, test } from '../e2e/app.ts'
import { clip, largeClip } from '../helpers/clips.ts'

const place = (name: string) => resolve(import.meta.dirname, '../../docs/pictures', `${name}.png`)
const take = async (window: Page, name: string) => {
  // Short news goes by itself; a picture without it lasts longer.
  await expect(window.getByText(/ added$/)).toHaveCount(0)
  await window.screenshot({ path: place(name) })
}

test('the empty window, dark and light', async ({ window }) => {
  await window.emulateMedia({ colorScheme: 'dark' })
  await take(window, 'empty')
  await window.emulateMedia({ colorScheme: 'light' })
  await take(window, 'empty-light')
})

test('a series before it is sent, a running queue, and an item that needs somebody', async ({ window, folder }) => {
  const MIB = 1024 ** 2
  await window.emulateMedia({ colorScheme: 'dark' })
  const loose = [await clip('picture-and-sound.mp4', folder, 'Interview Lindqvist A-cam.mp4'), await clip('sound.wav', folder, 'Interview Lindqvist boom.wav'), await clip('still.png', folder, 'Poster.png')]
  await writeFile(join(folder, 'Rough cut v3.mov'), '%PDF-1.7 saved under the wrong name')
  await dropOn(window, [...loose, join(folder, 'Rough cut v3.mov')])
  await expect(row(window, 'Poster.png')).toContainText('Done')

  for (let n = 1; n <= 6; n += 1) await largeClip(folder, `Harbour Lights S01/Harbour Lights S01E0${n}.mp4`, (900 + 60 * n) * MIB)
  await writeFile(join(folder, 'Harbour Lights S01/notes.txt'), 'not media')
  await window.getByRole('button', { name: 'Add folder' }).click()
  await window.getByRole('textbox', { name: 'Folder' }).fill(join(folder, 'Harbour Lights S01'))
  await window.keyboard.press('Enter')
  await expect(window.getByText('Harbour Lights S01E06.mp4')).toBeVisible()
  await window.getByRole('button', { name: 'Use this folder' }).click()
  await expect(window.getByRole('dialog', { name: 'A new series' })).toBeVisible()
  await take(window, 'series')
  await window.getByRole('button', { name: 'Upload 6 files' }).click()
  await expect(row(window, 'Harbour Lights S01E02.mp4')).toContainText('Sending', { timeout: 60_000 })
  await window.waitForTimeout(7_000)
  await row(window, 'Harbour Lights S01E02.mp4').click()
  await take(window, 'queue')
  await window.emulateMedia({ colorScheme: 'light' })
  await take(window, 'queue-light')
  await window.emulateMedia({ colorScheme: 'dark' })
  await row(window, 'Rough cut v3.mov').dblclick()
  await take(window, 'needs-you')
  await window.setViewportSize({ width: 720, height: 800 })
  await window.keyboard.press('Escape')
  await take(window, 'narrow')
  await window.setViewportSize({ width: 1280, height: 800 })
  await window.getByRole('button', { name: /^Connection:/ }).click()
  await window.getByRole('button', { name: 'Test' }).click()
  await expect(window.getByRole('dialog')).toContainText('answers.')
  await take(window, 'connection')
  await window.getByRole('button', { name: 'Doctor…' }).click()
  await expect(window.getByRole('dialog', { name: 'Doctor' }).getByRole('status')).toHaveText(/order|work/)
  await take(window, 'doctor')
  await window.keyboard.press('Escape')
  await window.keyboard.press('Control+,')
  await take(window, 'settings')
})
