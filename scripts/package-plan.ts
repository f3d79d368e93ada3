import type { Configuration } from 'electron-builder'
import type { ReleaseSite } from '../src-main/desktop/release-site.ts'

type Platform = 'linux' | 'mac' | 'win'

interface PackagePlan {
  readonly targets: readonly string[]
  /** Those that are made when none is asked for; empty for this machine's own. */
  readonly archs: readonly ('x64' | 'arm64')[]
  /** Over electron-builder.yml, which names no host. */
  readonly config: Configuration
  /** What is left out, and why; null when nothing is. */
  readonly note: string | null
}

const TARGETS: Readonly<Record<Platform, readonly string[]>> = {
  linux: ['AppImage', 'deb', 'rpm'],
  mac: ['dmg', 'zip'],
  win: ['nsis', 'portable'],
}
/** Both must name the page of what they install, and electron-builder makes none without. */
const NEEDS_HOMEPAGE = ['deb', 'rpm']

/**
 * What is made for a system, with the release site where there is one and without a made-up one where there is none.
 */
export function packagePlan(platform: Platform, site: ReleaseSite | null): PackagePlan {
  const targets = TARGETS[platform]
  const archs = platform === 'mac' ? (['x64', 'arm64'] as const) : []
  if (site !== null)
    return {
      targets,
      archs,
      // The builder fills in the channel, from the version; the description of the update is named after it as well.
      config: {
        publish: { provider: 'generic', url: site.feedOf('${channel}') },
        extraMetadata: { homepage: site.manual },
      },
      note: null,
    }
  const left = targets.filter((it) => NEEDS_HOMEPAGE.includes(it))
  return {
    targets: targets.filter((it) => !left.includes(it)),
    archs,
    config: { publish: null },
    note: left.length === 0 ? null : `No ${left.join(' and ')}: they name a homepage, and "releaseSite" is empty.`,
  }
}
