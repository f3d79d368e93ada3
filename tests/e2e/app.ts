import { AxeBuilder } from '@axe-core/playwright'
import { expect, test as base, type Locator, type Page } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startSandbox, type Sandbox } from '../../src-main/sandbox/index.ts'
import { urlOf, type StoreDoc } from '../helpers/store-doc.ts'

const front = resolve(import.meta.dirname, '../../bin/framehaul.js')

/** A running `framehaul` command that listens. */
export interface Server {
  readonly url: string
  kill: () => Promise<void>
}

async function serve(args: readonly string[]): Promise<Server> {
  const child: ChildProcess = spawn(process.execPath, [front, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return {
    url: await addressOf(child, args),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** The address that a server prints first. */
async function addressOf(child: ChildProcess, args: readonly string[]): Promise<string> {
  let said = ''
  for await (const data of child.stdout!) {
    said += String(data)
    if (!said.includes('\n')) continue
    child.stdout!.resume()
    return (JSON.parse(said.slice(0, said.indexOf('\n'))) as { url: string }).url
  }
  throw new Error(`framehaul ${args.join(' ')} ended without listening: ${said}`)
}

/**
 * A TAMS store of this test's own that can be taken away, with every connection cut, and brought back. It runs in the
 * worker: a process of its own would take longer to start than most tests take.
 */
export interface Store {
  url: string
  kill: () => Promise<void>
  restart: () => Promise<void>
  list: (path: string) => Promise<StoreDoc[]>
  sha256OfFlow: (flowId: string) => Promise<string>
}

interface Fixtures {
  readonly folder: string
  readonly store: Store
  /** The window, connected to the store. */
  readonly window: Page
  /** The window as a newcomer has it: nothing set, the embedded store. */
  readonly firstWindow: Page
}

export const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'framehaul-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  store: async ({ folder }, use) => {
    const place = join(folder, 'store')
    let sandbox: Sandbox | null = await startSandbox({ folder: place, port: 0 })
    const { url } = sandbox
    const kill = async () => {
      await sandbox?.close()
      sandbox = null
    }
    const list = async (path: string) => (await (await fetch(url + path)).json()) as StoreDoc[]
    await use({
      url,
      list,
      kill,
      restart: async () => {
        sandbox = await startSandbox({ folder: place, port: Number(new URL(url).port) })
      },
      sha256OfFlow: async (flowId) => {
        const [segment] = await list(`/flows/${flowId}/segments`)
        const response = await fetch(urlOf(segment))
        return createHash('sha256')
          .update(Buffer.from(await response.arrayBuffer()))
          .digest('hex')
      },
    })
    await kill()
  },
  window: ({ page, folder, store }, use) =>
    withWindow(page, ['--data', join(folder, 'data'), '--server', store.url], use),
  firstWindow: ({ page, folder }, use) => withWindow(page, ['--data', join(folder, 'data')], use),
})

/** Serves the window, and sees to it that nothing in it broke while a test ran. */
async function withWindow(page: Page, args: readonly string[], use: (page: Page) => Promise<void>): Promise<void> {
  const console = await serve(['console', ...args])
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(console.url)
  await expect(page.getByRole('button', { name: /Connection: .* Connected/ })).toBeVisible()
  await use(page)
  expect(errors).toEqual([])
  await console.kill()
}

export { expect }

/** Drops files and folders from the file manager, as the browser itself would: through its input pipeline. */
export async function dropOn(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 420, data })
  await session.detach()
}

export const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name })

export const sha256Of = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

/** What a file of a few megabytes is sent with so slowly that it is on its way until a test lifts the limit. */
export const SLOWLY = '0.1'
/** Half an hour at that speed, and a moment without a limit. */
export const SLOW_BYTES = 180 * 100_000

/** Sets the speed limit as a person does, in megabytes a second; '' lifts it. */
export async function limitSpeed(page: Page, megabytes: string): Promise<void> {
  await page.keyboard.press('Control+,')
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByLabel('Speed limit for all uploads together').fill(megabytes)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toHaveCount(0)
}

/**
 * A picture for the guide; made only by `npm run pictures`. Short news is waited for, so that a picture holds what
 * stays.
 */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['FRAMEHAUL_PICTURES']) return
  await expect(page.getByText(/ added$/)).toHaveCount(0)
  await page.screenshot({
    path: resolve(import.meta.dirname, '../../docs/pictures', `${name}.png`),
    animations: 'disabled',
  })
}

/**
 * Nothing on the screen may be out of reach for people who hear it, have weak eyes or no mouse: axe's rules for WCAG
 * 2.2 AA and good practice.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((it) => it.html.slice(0, 160)).join(' | ')}`)).toEqual(
    [],
  )
}

/** A TAMS server of the e2e run, for tests that need a second one. */
export const secondStore = (folder: string): Promise<Server> =>
  serve(['sandbox', '--port', '0', '--data', join(folder, 'second')])
