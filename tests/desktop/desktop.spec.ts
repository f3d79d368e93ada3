import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { clip, largeClip, ownClip } from '../helpers/clips.ts'
import { dropOn, row, SLOW_BYTES } from '../e2e/app.ts'
import { electronProgram, expect, test, type Desktop } from './desktop.ts'

const done = (page: Page, name: string) => expect(row(page, name)).toContainText('Done')

/** Also of a window that is hidden. What is sent with so slow a limit is on its way until it is lifted. */
async function limitSpeed(desktop: Desktop, bytesPerSecond: 100_000 | null): Promise<void> {
  const call = (name: string, ask: object) => desktop.callFrom('app://framehaul/', name, ask)
  const { value } = (await call('settings:read', {})) as { value: { limits: object } }
  const saved = await call('settings:save', { ...value, limits: { ...value.limits, bytesPerSecond } })
  expect(saved).toMatchObject({ ok: true })
}

test('files dropped from the file manager end in the store, read where they lie', async ({ desktop, folder }) => {
  const path = await clip('picture.mp4', folder, 'card/Beach.mp4')
  await dropOn(desktop.page, [path, await clip('sound.wav', folder, 'card/Boom.wav')])
  await done(desktop.page, 'Beach.mp4')
  await done(desktop.page, 'Boom.wav')
  await row(desktop.page, 'Beach.mp4').dblclick()
  // Not a copy: the desktop knows where a file lies.
  await expect(desktop.page.getByRole('complementary')).toContainText(path)
})

test('a dropped folder becomes a series', async ({ desktop, folder }) => {
  for (const name of ['ep1.mp4', 'ep2.mp4']) await ownClip('picture.mp4', folder, `Season 1/${name}`)
  await dropOn(desktop.page, [join(folder, 'Season 1')])
  const dialog = desktop.page.getByRole('dialog', { name: 'A new series' })
  await expect(dialog.getByRole('textbox', { name: 'Flow name of ep2.mp4' })).toHaveValue('Episode 02')
  await dialog.getByRole('button', { name: 'Upload 2 files' }).click()
  await done(desktop.page, 'ep2.mp4')
})

test('files and folders are picked with the system’s own dialogs, from the button and from the menu', async ({
  desktop,
  folder,
}) => {
  await desktop.answerOpen([await clip('picture.mp4', folder, 'one.mp4')])
  await desktop.page.getByRole('button', { name: 'Add files' }).click()
  await done(desktop.page, 'one.mp4')
  await ownClip('picture.mp4', folder, 'Takes/1.mp4')
  await desktop.answerOpen([join(folder, 'Takes')])
  await desktop.menu('add-folder')
  await desktop.page
    .getByRole('dialog', { name: 'A new series' })
    .getByRole('button', { name: 'Upload 1 file' })
    .click()
  await done(desktop.page, '1.mp4')
})

test('quitting in the middle of it asks once, loses nothing, and goes on the next time', async ({ start, folder }) => {
  const desktop = await start()
  await limitSpeed(desktop, 100_000)
  await dropOn(desktop.page, [await largeClip(folder, 'long.mp4', SLOW_BYTES)])
  await expect(row(desktop.page, 'long.mp4')).toContainText('Sending')
  await desktop.menu('quit')
  await expect
    .poll(async () => (await desktop.state()).messages)
    .toMatchObject([{ message: 'Uploads are running.', buttons: ['Quit', 'Keep sending in the background', 'Cancel'] }])
  await expect(row(desktop.page, 'long.mp4')).toContainText(/Sending|Done/)
  await desktop.answerMessage(0)
  await desktop.menu('quit')
  expect(await desktop.untilEnded()).toBe(0)
  await desktop.kill()
  const again = await start()
  await limitSpeed(again, null)
  await expect(row(again.page, 'long.mp4')).toContainText('Done')
})

test('a window that is closed while something is sent can stay away; one message tells the end', async ({
  desktop,
  folder,
}) => {
  await desktop.setFocused(false)
  await limitSpeed(desktop, 100_000)
  await dropOn(desktop.page, [
    await largeClip(folder, 'long.mp4', SLOW_BYTES),
    await clip('sound.wav', folder),
    await clip('picture.mp4', folder),
  ])
  await expect(row(desktop.page, 'long.mp4')).toContainText('Sending')
  await expect.poll(async () => (await desktop.tray()).tip).toMatch(/^Framehaul: \d files? to go, \d+ %$/)
  await expect.poll(async () => (await desktop.state()).blockers).toBe(1)
  // Electron tells nobody what the taskbar shows; the rig remembers it.
  if (electronProgram() === null)
    await expect.poll(async () => (await desktop.state()).windows[0]?.progress).toBeGreaterThan(0)
  await desktop.answerMessage(1)
  await desktop.closeWindow()
  await expect.poll(async () => (await desktop.state()).windows).toMatchObject([{ isShown: false }])
  await limitSpeed(desktop, null)
  await expect
    .poll(async () => (await desktop.state()).notifications)
    .toEqual([{ title: 'Uploads finished', body: '3 files are in the store.' }])
  await expect.poll(async () => (await desktop.state()).blockers).toBe(0)
  await expect.poll(async () => (await desktop.tray()).tip).toBe('Framehaul: Nothing to do')
  await desktop.clickNotification(0)
  await expect.poll(async () => (await desktop.state()).windows).toMatchObject([{ isShown: true }])
})

test('the tray pauses and resumes everything', async ({ desktop, folder }) => {
  await limitSpeed(desktop, 100_000)
  await dropOn(desktop.page, [await largeClip(folder, 'long.mp4', SLOW_BYTES)])
  await expect(row(desktop.page, 'long.mp4')).toContainText('Sending')
  await desktop.clickTray('tray-pause-all')
  await expect(row(desktop.page, 'long.mp4')).toContainText('Paused')
  await expect
    .poll(async () => (await desktop.tray()).items.find((it) => it.id === 'tray-pause-all')?.enabled)
    .toBe(false)
  await desktop.clickTray('tray-resume-all')
  await expect(row(desktop.page, 'long.mp4')).toContainText(/Sending|Preparing|Waiting/)
})

test('a second start hands its files to the first and ends', async ({ desktop, folder }) => {
  await desktop.startAgain([await clip('picture.mp4', folder, 'opened.mp4')])
  await done(desktop.page, 'opened.mp4')
})

test('files that the app is started with are taken as soon as there is a window', async ({ start, folder }) => {
  const desktop = await start([await clip('picture.mp4', folder, 'double clicked.mp4')])
  await done(desktop.page, 'double clicked.mp4')
})

test('the command line of an installed app works beside its window', async ({ desktop, folder }) => {
  const path = await clip('picture-and-sound.mp4', folder)
  const { said, code } = await desktop.commandLine(['probe', path, '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(said.trim().split('\n')[0]!)).toMatchObject({ kind: 'multi' })
  expect((await desktop.commandLine(['nonsense'])).code).toBe(2)
})

test('a link shows what it names and can do nothing else', async ({ desktop }) => {
  await desktop.openLink('framehaul://history')
  await expect(desktop.page.getByRole('heading', { name: 'History' })).toBeVisible()
  await desktop.openLink('framehaul://settings')
  await expect(desktop.page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
  await desktop.page.keyboard.press('Escape')
  for (const link of [
    'framehaul://add?path=/etc/passwd',
    'framehaul://store/../../etc',
    'framehaul://connect/http://evil.example',
    'http://evil.example',
  ])
    await desktop.openLink(link)
  await expect(desktop.page.getByRole('button', { name: 'Queue', exact: true })).toBeVisible()
  expect(await desktop.callFrom('app://framehaul/', 'queue:snapshot', {})).toMatchObject({
    ok: true,
    value: { items: [] },
  })
})

test('the menu leads everywhere, diagnostics included, and those hold no secret', async ({ desktop }) => {
  await desktop.menu('show-store')
  await expect(desktop.page.getByRole('region', { name: 'Sources' })).toBeVisible()
  await desktop.menu('servers')
  const servers = desktop.page.getByRole('dialog', { name: 'Servers' })
  await servers.getByRole('button', { name: 'Add a server' }).click()
  await servers.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9/tams')
  await servers.getByRole('combobox', { name: 'Signing in' }).selectOption('bearer')
  await servers.getByRole('textbox', { name: 'Token' }).fill('hunter2')
  await servers.getByRole('button', { name: 'Use this server' }).click()
  await expect(desktop.page.getByRole('button', { name: /Not reachable/ })).toBeVisible()
  await desktop.menu('diagnostics')
  const text = desktop.page.getByRole('dialog', { name: 'Diagnostics' })
  await expect(text).toContainText('"door": "desktop"')
  await expect(text).toContainText('server-unreachable')
  await expect(text).not.toContainText('hunter2')
})

test('starting with the computer is set, and taken back', async ({ desktop }) => {
  test.skip(process.platform !== 'linux', 'only Linux keeps it where a test can look')
  const entry = () => readFile(join(desktop.data, 'config/autostart/framehaul.desktop'), 'utf8').catch(() => null)
  await desktop.menu('settings')
  const box = desktop.page.getByRole('checkbox', { name: /^Start with the computer/ })
  await box.check()
  await expect.poll(entry).toMatch(/^Exec=".*" --hidden$/m)
  await box.uncheck()
  await expect.poll(entry).toBeNull()
})

test('a build that names no release site looks for no updates, and says so', async ({ desktop }) => {
  await desktop.menu('settings')
  const choice = desktop.page.getByRole('combobox', { name: 'Updates of Framehaul' })
  await expect(choice).toBeDisabled()
  await expect(choice).toHaveValue('off')
  await expect(choice).toHaveAccessibleDescription('This build names no place to look for updates.')
  const logs = join(desktop.data, 'logs')
  const text = await Promise.all((await readdir(logs)).map((it) => readFile(join(logs, it), 'utf8')))
  expect(text.join('')).toMatch(/updates off.*no-release-site/)
})

test('a folder to watch is picked, because the desktop reads no path that was only typed', async ({
  desktop,
  folder,
}) => {
  await mkdir(join(folder, 'incoming'))
  await desktop.menu('settings')
  const dialog = desktop.page.getByRole('dialog', { name: 'Settings' })
  await expect(dialog.getByRole('textbox', { name: 'Folder' })).not.toBeEditable()
  await desktop.answerOpen([join(folder, 'incoming')])
  await dialog.getByRole('button', { name: 'Choose…' }).click()
  await dialog.getByRole('button', { name: 'Watch', exact: true }).click()
  await expect(dialog.getByText('a source for each file')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await clip('picture.mp4', folder, 'incoming/arrived.mp4')
  await done(desktop.page, 'arrived.mp4')
})

test('waking up looks at the server at once', async ({ desktop }) => {
  await desktop.wakeUp()
  await expect(desktop.page.getByRole('button', { name: /Connection: .* Connected/ })).toBeVisible()
})

test.describe('whoever is hostile gets nothing', () => {
  test('a page that took over the window: it can go nowhere, and read only what a person gave', async ({
    desktop,
    folder,
  }) => {
    await clip('picture.mp4', folder, 'secret/keys.mp4')
    const asked = (name: string, what: unknown) =>
      desktop.page.evaluate(
        ([call, given]) =>
          (
            globalThis as unknown as { framehaul: { call: (name: string, ask: unknown) => Promise<unknown> } }
          ).framehaul.call(call, given),
        [name, what] as const,
      )
    const refused = { ok: false, problem: { code: 'path-not-given' } }
    expect(await asked('queue:add', { paths: [join(folder, 'secret/keys.mp4')] })).toMatchObject(refused)
    expect(await asked('series:preview', { paths: [join(folder, 'secret')] })).toMatchObject(refused)
    expect(
      await asked('series:add', {
        choices: { name: 'x', arrangement: 'episodes', prefix: '', template: '{n}' },
        files: [{ path: join(folder, 'secret/keys.mp4'), sourceName: 'x', flowName: 'x' }],
      }),
    ).toMatchObject(refused)
    expect(await asked('settings:save', { watched: [{ path: join(folder, 'secret'), series: null }] })).toMatchObject(
      refused,
    )
    expect(await asked('folder:list', { path: '/' })).toMatchObject({ ok: false })
    expect(await asked('door:nothing', {})).toMatchObject({ ok: false, problem: { code: 'bad-call' } })
    // A file that the page made itself has no path.
    expect(
      await desktop.page.evaluate(() =>
        (globalThis as unknown as { framehaul: { pathOf: (file: unknown) => Promise<string> } }).framehaul.pathOf(
          new File(['x'], '/etc/passwd'),
        ),
      ),
    ).toBe('')
    // What a person drops opens that folder, and not the one beside it.
    await mkdir(join(folder, 'given'), { recursive: true })
    await ownClip('picture.mp4', folder, 'given/1.mp4')
    await dropOn(desktop.page, [join(folder, 'given')])
    await expect(desktop.page.getByRole('dialog', { name: 'A new series' })).toBeVisible()
    expect(await asked('series:preview', { paths: [join(folder, 'given')] })).toMatchObject({ ok: true })
    expect(await asked('series:preview', { paths: [join(folder, 'given/../secret')] })).toMatchObject(refused)
    for (const url of ['https://evil.example/', 'file:///etc/passwd', 'app://other/', 'javascript:alert(1)'])
      expect(await desktop.navigate(url)).toMatchObject({ stopped: ['will-navigate', 'will-redirect'] })
    expect((await desktop.state()).opened).toEqual([])
    const globals = await desktop.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron'].filter((it) => it in globalThis),
    )
    expect(globals).toEqual([])
  })

  test('a frame or page of another origin: its calls are not answered', async ({ desktop }) => {
    for (const url of [
      'https://evil.example/',
      'app://other/',
      'app://framehaul.evil/',
      'file:///tmp/x.html',
      'about:blank',
    ])
      expect(await desktop.callFrom(url, 'queue:snapshot', {})).toMatchObject({
        ok: false,
        problem: { code: 'bad-call' },
      })
    expect(await desktop.callFrom('app://framehaul/', 'queue:snapshot', {})).toMatchObject({ ok: true })
  })

  test('a file name: it is text and nothing more', async ({ desktop, folder }) => {
    const names = [
      '<img src=x onerror=alert(1)>.mp4',
      '-y; rm -rf $HOME.mp4',
      '${7*7} `id` %00 \u202egpj.mp4',
      '..; .mp4',
    ]
    await dropOn(desktop.page, await Promise.all(names.map((name) => ownClip('picture.mp4', folder, `names/${name}`))))
    for (const name of names) await done(desktop.page, name)
    await expect(desktop.page.locator('[role=row] img[src=x]')).toHaveCount(0)
  })

  test('a second process: the data folder stays with the first', async ({ desktop, folder }) => {
    await writeFile(join(folder, 'not media.mov'), 'x')
    await desktop.startAgain(['--remote-debugging-port=1', '--inspect', 'framehaul://add?path=/etc'])
    expect(await desktop.callFrom('app://framehaul/', 'queue:snapshot', {})).toMatchObject({
      ok: true,
      value: { items: [] },
    })
  })
})

test('the window is locked down as Electron’s own checklist asks', async ({ desktop }) => {
  const {
    windows: [window],
  } = await desktop.state()
  expect(window?.preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    allowRunningInsecureContent: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
  })
  const policy = await desktop.page.evaluate(async () =>
    (await fetch('/index.html')).headers.get('content-security-policy'),
  )
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe-eval')
  expect(await desktop.page.evaluate(async () => (await fetch('/../../package.json')).status)).toBe(404)
  expect(await desktop.page.evaluate(async () => (await fetch('/%2e%2e/%2e%2e/package.json')).status)).toBe(404)
})
