import { access, constants } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

const load = createRequire(import.meta.url)

/** Where a media program was found, and by which rule. */
export interface MediaTool {
  readonly path: string
  readonly origin: 'setting' | 'package' | 'system'
}

/** The programs that read and cut media; null where there is none. */
export interface MediaTools {
  readonly ffprobe: MediaTool | null
  readonly ffmpeg: MediaTool | null
}

/** Finds ffprobe: the setting, then the one that came with Framehaul, then the system's. Null where there is none. */
export const findFfprobe = (setting?: string): Promise<MediaTool | null> =>
  firstThatRuns(
    setting,
    fromPackage('@ffprobe-installer/ffprobe', (it) => (it as { path?: string }).path),
    'ffprobe',
  )

/** Finds ffmpeg: the setting, then ffmpeg-static's, then the system's. Null where there is none. */
export const findFfmpeg = (setting?: string): Promise<MediaTool | null> =>
  firstThatRuns(
    setting,
    fromPackage('ffmpeg-static', (it) => it as string | null),
    'ffmpeg',
  )

/** Reads a path out of an optional package; inside a packaged app binaries lie beside the archive, not in it. */
function fromPackage(name: string, pathOf: (exported: unknown) => string | null | undefined): string | null {
  try {
    return pathOf(load(name))?.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked') ?? null
  } catch {
    return null
  }
}

async function firstThatRuns(
  setting: string | undefined,
  packaged: string | null,
  name: string,
): Promise<MediaTool | null> {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name
  const candidates: MediaTool[] = [
    ...(setting ? [{ path: setting, origin: 'setting' as const }] : []),
    ...(packaged ? [{ path: packaged, origin: 'package' as const }] : []),
    ...(process.env['PATH'] ?? '')
      .split(delimiter)
      .filter(Boolean)
      .map((folder) => ({ path: join(folder, fileName), origin: 'system' as const })),
  ]
  for (const candidate of candidates) {
    if (
      await access(candidate.path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate
  }
  return null
}

/**
 * [Note: A static ffprobe and iconv] The ffprobe that comes as a package is linked statically, and glibc's iconv then
 * loads the *system's* character set modules into it and crashes (seen on Debian 12 with every MPEG transport stream
 * that names its service). Pointing the module path at nothing keeps it to the character sets it has built in.
 */
export function keepIconvInside(tool: MediaTool): void {
  if (process.platform === 'linux' && tool.origin === 'package') process.env['GCONV_PATH'] ??= '/nonexistent'
}
