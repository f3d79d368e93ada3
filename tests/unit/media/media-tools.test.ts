import { rename } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { findFfprobe, isNewer, parseToolVersion } from '../../../src-main/media/media-tools.ts'
import { standIn } from '../../helpers/stand-in.ts'

const versionText = (name: string, library: string) =>
  `ffprobe version ${name} Copyright (c) the FFmpeg developers\nlibavutil      57. 28.100 / 57. 28.100\n` +
  `libavformat    ${library} / ${library}\n`

describe('the age of a program', () => {
  it('is that of its libavformat, whatever it calls itself', () => {
    const build = parseToolVersion(versionText('N-66595-gc2b38619c0-static', '60. 10.100'))
    const release = parseToolVersion(versionText('5.1.9-0+deb12u1', '59. 27.100'))
    expect(build).toEqual({ name: 'N-66595-gc2b38619c0-static', library: [60, 10, 100] })
    expect(isNewer(build, release)).toBe(true)
    expect(isNewer(release, build)).toBe(false)
    expect(isNewer(build, build)).toBe(false)
  })

  it('is unknown where it does not say, and any other program is newer', () => {
    const some = parseToolVersion(versionText('7.1', '61.  7.100'))
    expect(parseToolVersion('Segmentation fault')).toBeNull()
    expect(isNewer(some, null)).toBe(true)
    expect(isNewer(null, some)).toBe(false)
  })
})

describe.skipIf(process.platform === 'win32')('the ffprobe that is used', () => {
  afterEach(() => void vi.unstubAllEnvs())

  /** A computer whose own ffprobe is this old, before all others on the path. */
  async function systemOf(library: string): Promise<string> {
    const { path } = await standIn([`printf '%s' "${versionText('of the system', library)}"`])
    const own = join(dirname(path), 'ffprobe')
    await rename(path, own)
    vi.stubEnv('PATH', [dirname(own), process.env['PATH']].join(delimiter))
    return own
  }

  it('is the newer one of the system and the package', async () => {
    const own = await systemOf('999.  0.100')
    expect(await findFfprobe()).toEqual({ path: own, origin: 'system' })
  })

  it.each(['1.  0.100', 'broken'])(
    'is the package’s where the system’s is older or does not say (%s)',
    async (library) => {
      await systemOf(library)
      expect(await findFfprobe()).toMatchObject({ origin: 'package' })
    },
  )

  it('is the one that a person chose, however old', async () => {
    await systemOf('999.  0.100')
    const { path } = await standIn([`printf '%s' "${versionText('chosen', '1.  0.100')}"`])
    expect(await findFfprobe(path)).toEqual({ path, origin: 'setting' })
  })
})
