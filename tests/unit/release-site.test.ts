import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packagePlan } from '../../scripts/package-plan.ts'
import { isManualPage, parseReleaseSite, readReleaseSite } from '../../src-main/desktop/release-site.ts'
import { updateFeed } from '../../src-main/desktop/update-feed.ts'

const root = resolve(import.meta.dirname, '../..')
const site = parseReleaseSite('https://uploads.example.com/framehaul')

describe('the release site', () => {
  it('is nobody’s until somebody who releases sets it', () => {
    expect(readReleaseSite(resolve(root, 'package.json'))).toBeNull()
  })

  it('is an https folder: its front page the manual, a folder for each channel', () => {
    expect(site?.manual).toBe('https://uploads.example.com/framehaul/')
    expect(site?.feedOf('beta')).toBe('https://uploads.example.com/framehaul/updates/beta/')
    expect(parseReleaseSite('https://uploads.example.com')?.feedOf('latest')).toBe(
      'https://uploads.example.com/updates/latest/',
    )
  })

  it.each([
    '',
    ' ',
    'uploads.example.com',
    'http://uploads.example.com',
    'file:///etc',
    'javascript:alert(1)',
    'https://somebody@uploads.example.com',
    'https://:secret@uploads.example.com',
    'https://uploads.example.com/?token=1',
    'https://uploads.example.com/#top',
    undefined,
    null,
    7,
    { href: 'https://uploads.example.com' },
  ])('%s is none', (value) => {
    expect(parseReleaseSite(value)).toBeNull()
  })
})

describe('a page that the window may have opened in the browser', () => {
  it('is one of the release site', () => {
    expect(isManualPage('https://uploads.example.com/framehaul/', site)).toBe(true)
    expect(isManualPage('https://uploads.example.com/framehaul/guide.html#queue', site)).toBe(true)
  })

  it.each([
    'https://uploads.example.com/',
    'https://uploads.example.com/framehaul/../other/',
    'https://uploads.example.com/framehauler/',
    'https://uploads.example.com.evil.example/framehaul/',
    'https://me@uploads.example.com/framehaul/',
    'http://uploads.example.com/framehaul/',
    'https://github.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'nonsense',
  ])('is not %s', (url) => {
    expect(isManualPage(url, site)).toBe(false)
  })

  it('is none where there is no site', () => {
    for (const url of ['https://uploads.example.com/framehaul/', 'https://github.com/', ''])
      expect(isManualPage(url, null)).toBe(false)
  })
})

describe('updates', () => {
  const copy = { site, isPackaged: true, platform: 'win32', env: {} } as const
  const latest = { channel: 'latest', url: 'https://uploads.example.com/framehaul/updates/latest/' }

  it('come from the folder of the channel that was chosen', () => {
    expect(updateFeed('auto', copy)).toEqual(latest)
    expect(updateFeed('stable', copy)).toEqual(latest)
    expect(updateFeed('beta', copy)).toEqual({
      channel: 'beta',
      url: 'https://uploads.example.com/framehaul/updates/beta/',
    })
    expect(updateFeed('off', copy)).toBe('chosen')
  })

  it.each(['auto', 'stable', 'beta', 'off'] as const)('are off without a release site, with %s too', (choice) => {
    expect(updateFeed(choice, { ...copy, site: null })).toBe('no-release-site')
  })

  it('are not for a checkout', () => {
    expect(updateFeed('stable', { ...copy, isPackaged: false })).toBe('not-packaged')
  })

  it('are the package manager’s where one owns the copy, unless a person says otherwise', () => {
    const linux = { ...copy, platform: 'linux' } as const
    expect(updateFeed('auto', linux)).toBe('package-manager')
    expect(updateFeed('stable', linux)).toEqual(latest)
    expect(updateFeed('auto', { ...linux, env: { APPIMAGE: '/apps/Framehaul.AppImage' } })).toEqual(latest)
  })
})

describe('what is packaged', () => {
  it('names no place without a release site, and leaves out what would have to', () => {
    expect(packagePlan('linux', null)).toEqual({
      targets: ['AppImage'],
      archs: [],
      config: { publish: null },
      note: 'No deb and rpm: they name a homepage, and "releaseSite" is empty.',
    })
    expect(packagePlan('win', null)).toMatchObject({
      targets: ['nsis', 'portable'],
      config: { publish: null },
      note: null,
    })
  })

  it('names the release site where there is one', () => {
    expect(packagePlan('linux', site)).toEqual({
      targets: ['AppImage', 'deb', 'rpm'],
      archs: [],
      config: {
        publish: { provider: 'generic', url: 'https://uploads.example.com/framehaul/updates/${channel}/' },
        extraMetadata: { homepage: 'https://uploads.example.com/framehaul/' },
      },
      note: null,
    })
    expect(packagePlan('mac', site)).toMatchObject({ targets: ['dmg', 'zip'], archs: ['x64', 'arm64'] })
  })

  it('is described without a host, a mail address or a domain', () => {
    const text = readFileSync(resolve(root, 'electron-builder.yml'), 'utf8')
    expect(text).toMatch(/^publish: null$/m)
    expect(text).not.toMatch(/https?:|\S@\w+\.\w/)
    expect(/^appId: (.*)$/m.exec(text)?.[1]).toBe('framehaul.desktop')
  })

  it('has one desktop file, which links are given to', () => {
    const { desktopName } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { desktopName: string }
    const text = readFileSync(resolve(root, 'electron-builder.yml'), 'utf8')
    expect(`${/^ {2}executableName: (.*)$/m.exec(text)?.[1] ?? ''}.desktop`).toBe(desktopName)
  })
})
