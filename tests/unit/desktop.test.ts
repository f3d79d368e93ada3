import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGrantedPaths } from '../../src-main/desktop/granted-paths.ts'
import { commandOfLink, requestOfArguments } from '../../src-main/desktop/open-requests.ts'
import { trackQueueStatus, type BatchEnd } from '../../src-main/desktop/queue-status.ts'
import { visiblePlace } from '../../src-main/desktop/window-place.ts'
import { problem } from '../../src-shared/problems.ts'
import { view } from '../helpers/item-views.ts'
import { CHECKED_AGAINST, fakedApis } from '../desktop/rig/apis.ts'

const root = resolve(import.meta.dirname, '../..')

describe('paths that a person gave', () => {
  it('are those, and what lies in folders that were given', () => {
    const granted = createGrantedPaths()
    granted.grant(['/cards/A001', '/media/one.mov'])
    expect(granted.notGiven(['/cards/A001/clips/1.mov', '/media/one.mov'])).toBeNull()
    expect(granted.notGiven(['/media/one.mov', '/media/two.mov'])).toBe('/media/two.mov')
    expect(granted.notGiven(['/cards/A001/../B001/1.mov'])).toBe('/cards/A001/../B001/1.mov')
    expect(granted.notGiven(['/cards/A0011/1.mov'])).toBe('/cards/A0011/1.mov')
    expect(granted.notGiven(['/cards/A001/frame_[0001-0240].dpx'])).toBeNull()
    expect(granted.notGiven(['/cards/A001/GX[01-03]0001.MP4'])).toBeNull()
  })

  it('cannot be left by any way of writing a path', () => {
    const granted = createGrantedPaths()
    granted.grant(['/given/folder'])
    const part = fc.constantFrom('..', '.', 'folder', 'given', '', 'x', 'etc\0', '[1-2]', '~')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = `/given/folder/${parts.join('/')}`
        if (granted.notGiven([path]) === null) expect(`${resolve(path)}/`.startsWith('/given/folder/')).toBe(true)
      }),
    )
  })

  it.skipIf(process.platform === 'win32')('are all files of a recording, also where its folder has the number', () => {
    const granted = createGrantedPaths()
    granted.grant(['/card/CLPR/709_0001_[01-02]', '/card/CLPR/709_0001_01'])
    const recording = '/card/CLPR/709_0001_[01-02]/709_0001_[01-02].MP4'
    expect(granted.notGiven([recording])).toBe(recording)
    granted.grant(['/card/CLPR/709_0001_02'])
    expect(granted.notGiven([recording])).toBeNull()
  })
})

describe('what the app is started with', () => {
  it('is files and links, and never an option', () => {
    expect(
      requestOfArguments(['--inspect', 'clip.mov', '/abs/b.mov', 'framehaul://store', '--user-data-dir=/tmp'], '/work'),
    ).toEqual({ files: ['/work/clip.mov', '/abs/b.mov'], links: ['framehaul://store'] })
  })

  const id = '6ba7b810-9dad-41d1-80b4-00c04fd430c8'
  it.each([
    ['framehaul://queue', { command: 'show', view: 'queue' }],
    ['framehaul://settings', { command: 'settings' }],
    [`framehaul://store/${id}`, { command: 'show-in-store', sourceId: id, flowId: null }],
    [`framehaul://store/${id}/${id}`, { command: 'show-in-store', sourceId: id, flowId: id }],
  ])('%s shows what it names', (link, command) => {
    expect(commandOfLink(link)).toEqual(command)
  })

  it.each([
    'framehaul://add?path=/etc/passwd',
    'framehaul://store/../x',
    'framehaul://store/1',
    `framehaul://store/${id}/${id}/more`,
    'https://framehaul.test',
    'javascript:alert(1)',
    'framehaul:',
    '',
    'framehaul://servers/http://evil.example',
  ])('%s means nothing', (link) => {
    expect(commandOfLink(link)).toBeNull()
  })
})

describe('how the queue is', () => {
  function followed() {
    const ends: BatchEnd[] = []
    const status = trackQueueStatus({ onChange: () => undefined, onBatchEnd: (end) => ends.push(end) })
    const change = (...items: ReturnType<typeof view>[]) =>
      status.onEvent('queue:changed', { items, removed: [], order: null })
    return { ends, status, change }
  }
  const moving = { name: 'uploading', step: 'media', attempt: 1 } as const
  const done = { name: 'done', finishedMs: 1 } as const

  it('tells the end of a batch once, with what came of all of it', () => {
    const { ends, change, status } = followed()
    change(view('a', { state: moving }), view('b', { state: { name: 'probing' } }), view('c', { state: moving }))
    status.onEvent('queue:progress', {
      items: [],
      totals: { bytesSent: 1, bytesTotal: 4, bytesPerSecond: 1, secondsLeft: null },
    })
    expect(status.current()).toMatchObject({ moving: 3, share: 0.25 })
    change(view('a', { state: done }))
    change(view('b', { state: { name: 'failed', step: null, problem: problem('file-empty') } }))
    expect(ends).toEqual([])
    change(view('c', { state: done }))
    expect(ends).toEqual([{ done: 2, failed: 1 }])
    expect(status.current()).toMatchObject({ moving: 0, share: null, done: 0, failed: 0 })
  })

  it('says nothing of what was done before, was removed, or only stopped', () => {
    const { ends, change, status } = followed()
    change(view('old', { state: done }))
    change(view('a', { state: moving }), view('b', { state: moving }))
    change(view('a', { state: { name: 'paused', step: 'media' } }))
    status.onEvent('queue:changed', { items: [], removed: ['b'], order: null })
    expect(ends).toEqual([])
    expect(status.current().moving).toBe(0)
  })
})

describe('the place of the window', () => {
  const display = { x: 0, y: 0, width: 1920, height: 1080 }
  const place = { x: 100, y: 100, width: 1180, height: 760, isMaximized: false }
  it('is kept where it can be seen', () => {
    expect(visiblePlace(place, [display])).toBe(place)
    expect(visiblePlace({ ...place, x: 2500 }, [display])).toBeNull()
    expect(visiblePlace({ ...place, x: 2500 }, [display, { ...display, x: 1920 }])).not.toBeNull()
    expect(visiblePlace({ ...place, y: -300 }, [display])).toBeNull()
  })
})

describe('the rig that stands in for Electron', () => {
  it('was checked against the declarations that are installed', () => {
    const lockfile = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string }>
    }
    expect(lockfile.packages['node_modules/electron']?.version).toBe(CHECKED_AGAINST)
  })

  it('answers everything that the shell uses, and nothing else is listed', () => {
    const folder = resolve(root, 'src-main/desktop')
    const used = new Map<string, Set<string>>()
    for (const file of [
      'app-menu',
      'crash-reports',
      'keychain',
      'login-item',
      'main',
      'main-window',
      'quit',
      'serve-desktop-calls',
      'serve-window-files',
      'tray',
      'updates',
      'wake-lock',
    ]) {
      const text = readFileSync(resolve(folder, `${file}.ts`), 'utf8')
      const imported =
        /import \{([^}]*)\} from 'electron'/
          .exec(text)?.[1]
          ?.split(',')
          .map((it) => it.trim())
          .filter((it) => !it.startsWith('type ')) ?? []
      for (const name of imported) {
        const members = used.get(name) ?? new Set<string>()
        used.set(name, members)
        for (const [, member = ''] of text.matchAll(new RegExp(String.raw`\b${name}\.(?!asar)(\w+)`, 'g')))
          members.add(member)
      }
    }
    expect(
      Object.fromEntries(
        [...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, members]) => [name, [...members].sort()]),
      ),
    ).toEqual(Object.fromEntries(Object.entries(fakedApis).sort(([a], [b]) => (a < b ? -1 : 1))))
    expect(existsSync(resolve(root, 'tests/desktop/rig/electron-stand-in.ts'))).toBe(true)
  })
})
