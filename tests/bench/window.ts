import { existsSync } from 'node:fs'
import { link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright'
import { chromiumLaunch } from '../../scripts/find-chromium.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { clip, largeClip } from '../helpers/clips.ts'
import { fillJournal } from './fill-journal.ts'
import { serve } from './programs.ts'

/** What is measured in the window itself, in a real browser. */

const GIB = 1024 ** 3
const ACTIVE = 8
const WATCHED_MS = 8_000
const SCROLLED_MS = 3_000

export const openBrowser = (): Promise<Browser> => chromium.launch(chromiumLaunch())

async function openWindow(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(url)
  await page.getByRole('button', { name: /Connection: .* Connected/ }).waitFor()
  return page
}

/**
 * P6: a folder of so many files, from the wish to its first rows, and from the second wish to all of them in the queue.
 * Milliseconds.
 */
export async function dropFolder(
  browser: Browser,
  folder: string,
  files: number,
  round: number,
): Promise<{ firstRowsMs: number; allRowsMs: number }> {
  const media = join(folder, 'many')
  if (!existsSync(media)) {
    await mkdir(media)
    const from = await clip('picture.mp4', folder)
    for (let n = 0; n < files; n += 1) await link(from, join(media, `clip ${String(n).padStart(5, '0')}.mp4`))
  }
  const data = join(folder, `p6-${round}`)
  waitForStart(data)
  const console = await serve(['console', '--data', data])
  try {
    const page = await openWindow(browser, console.url)
    await page.getByRole('button', { name: 'Add folder' }).click()
    await page.getByRole('textbox', { name: 'Folder' }).fill(media)
    await page.keyboard.press('Enter')
    await page.getByText('clip 00000.mp4').waitFor({ timeout: 60_000 })
    // Both times are taken inside the page: what the test's own line to it costs is not the window's.
    const firstRowsMs = await page.evaluate(async () => {
      const button = [...document.querySelectorAll('button')].find((it) => it.textContent === 'Use this folder')
      const startedMs = performance.now()
      button?.click()
      while (!document.querySelector('input[aria-label^="Flow name of"]')) await new Promise(requestAnimationFrame)
      return performance.now() - startedMs
    })
    const allRowsMs = await page.evaluate(async (wanted) => {
      const button = [...document.querySelectorAll('button')].find((it) => it.textContent.startsWith('Upload '))
      const startedMs = performance.now()
      button?.click()
      while (document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') !== String(wanted + 1))
        await new Promise(requestAnimationFrame)
      return performance.now() - startedMs
    }, files)
    await page.close()
    return { firstRowsMs, allRowsMs }
  } finally {
    console.stop()
  }
}

/**
 * Reading is not what is measured: what is added waits, and so does its reading, because nothing is started here for
 * long.
 */
function waitForStart(data: string): void {
  const journal = openJournal(data)
  if (!journal.ok) throw new Error(journal.problem.message)
  journal.value.saveSetting('settings', JSON.stringify({ startsAtOnce: false }))
  journal.value.close()
}

export interface WindowLoad {
  /** Of one core, while uploads run. */
  readonly share: number
  readonly longestTaskMs: number
  readonly framesPerSecond: number
  /** From the key to the drawn answer. */
  readonly selectAllMs: number
  readonly filterMs: number
}

/** P7: a queue of so many items of which some are sent. */
export async function watchQueue(
  browser: Browser,
  folder: string,
  items: number,
  facts: MediaFacts,
): Promise<WindowLoad> {
  const data = join(folder, `p7-${items}-${Date.now()}`)
  const store = await serve(['sandbox', '--data', join(folder, `p7-store-${items}`)])
  fillJournal(data, items - ACTIVE, Math.floor(items * 0.8), facts)
  const journal = openJournal(data)
  if (!journal.ok) throw new Error(journal.problem.message)
  // Slow enough to last, quick enough that every upload tells news ten times a second.
  journal.value.saveSetting(
    'settings',
    JSON.stringify({ concurrency: ACTIVE, limits: { bytesPerSecond: 60_000_000, schedule: [] } }),
  )
  journal.value.saveSetting(`concurrency:${new URL(store.url).host}`, String(ACTIVE))
  journal.value.close()
  const console = await serve(['console', '--data', data, '--server', store.url])
  try {
    const page = await openWindow(browser, console.url)
    const media = join(folder, `p7-media-${items}-${Date.now()}`)
    for (let n = 0; n < ACTIVE; n += 1) await largeClip(media, `active ${n}.mp4`, 3 * GIB + n * 1_000_000)
    await page.getByRole('button', { name: 'Add folder' }).click()
    await page.getByRole('textbox', { name: 'Folder' }).fill(media)
    await page.keyboard.press('Enter')
    await page.getByText('active 0.mp4').waitFor()
    await page.getByRole('button', { name: 'Use this folder' }).click()
    await page.getByRole('button', { name: `Upload ${ACTIVE} files` }).click()
    await page.getByRole('grid').focus()
    await page.keyboard.press('End')
    // One place is always left for small files.
    await page
      .getByText('Sending')
      .nth(ACTIVE - 2)
      .waitFor({ timeout: 60_000 })
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    const taskSeconds = async () =>
      (await devtools.send('Performance.getMetrics')).metrics.find((it) => it.name === 'TaskDuration')?.value ?? 0
    await page.evaluate(() => {
      const tasks: number[] = ((globalThis as { tasks?: number[] }).tasks = [])
      new PerformanceObserver((seen) => {
        for (const it of seen.getEntries()) tasks.push(it.duration)
      }).observe({ type: 'longtask' })
    })
    const before = await taskSeconds()
    const startedMs = performance.now()
    await page.waitForTimeout(WATCHED_MS)
    const share = ((await taskSeconds()) - before) / ((performance.now() - startedMs) / 1000)
    const framesPerSecond = await page.evaluate(async (forMs) => {
      const list = document.querySelector('[role=grid]') as HTMLElement
      const beganMs = performance.now()
      let frames = 0
      while (performance.now() - beganMs < forMs) {
        list.scrollTop = (list.scrollTop + 120) % Math.max(1, list.scrollHeight - list.clientHeight)
        await new Promise(requestAnimationFrame)
        frames += 1
      }
      return frames / ((performance.now() - beganMs) / 1000)
    }, SCROLLED_MS)
    const selectAllMs = await drawnAfter(page, 'a', 'all')
    const filterMs = await drawnAfter(page, 'filter', 'filter')
    const longestTaskMs = await page.evaluate(() =>
      Math.max(0, ...(globalThis as unknown as { tasks: number[] }).tasks),
    )
    await page.close()
    return { share, longestTaskMs, framesPerSecond, selectAllMs, filterMs }
  } finally {
    console.stop()
    store.stop()
  }
}

/** From an input to the second frame after it: by then it is on the screen. */
const drawnAfter = (page: Page, key: string, how: 'all' | 'filter'): Promise<number> =>
  page.evaluate(
    async ([pressed, kind]) => {
      const startedMs = performance.now()
      if (kind === 'all')
        window.dispatchEvent(new KeyboardEvent('keydown', { key: pressed ?? '', ctrlKey: true, bubbles: true }))
      else document.querySelectorAll<HTMLInputElement>('input[name=queue-filter]')[4]?.click()
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      return performance.now() - startedMs
    },
    [key, how],
  )
