import type { Settings } from '../../src-shared/settings.ts'
import type { ReleaseSite } from './release-site.ts'

type Channel = 'latest' | 'beta'

export interface UpdateFeed {
  readonly channel: Channel
  readonly url: string
}

/** Why nothing is looked for. */
type OffReason = 'no-release-site' | 'not-packaged' | 'package-manager' | 'chosen'

interface ThisCopy {
  readonly site: ReleaseSite | null
  readonly isPackaged: boolean
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Where this copy looks for updates, or why it does not. */
export function updateFeed(choice: Settings['updates'], copy: ThisCopy): UpdateFeed | OffReason {
  if (copy.site === null) return 'no-release-site'
  if (!copy.isPackaged) return 'not-packaged'
  if (choice === 'off') return 'chosen'
  if (choice === 'auto' && isPackageManaged(copy)) return 'package-manager'
  const channel = choice === 'beta' ? 'beta' : 'latest'
  return { channel, url: copy.site.feedOf(channel) }
}

/**
 * Whether the system's package manager owns this copy: then updates are its business, unless a person says otherwise.
 */
const isPackageManaged = ({ platform, env }: ThisCopy): boolean => platform === 'linux' && env['APPIMAGE'] === undefined
