import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const load = createRequire(import.meta.url)
const run = promisify(execFile)

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

/**
 * Finds ffprobe: the setting, else the newer of the one that came with Framehaul and the system's; where they are of an
 * age the one that came, which starts quicker. Null where there is none.
 */
export const findFfprobe = (setting?: string): Promise<MediaTool | null> =>
  findTool(
    setting,
    fromPackage('@ffprobe-installer/ffprobe', (it) => (it as { path?: string }).path),
    'ffprobe',
  )

/** Finds ffmpeg: the setting, else the newer of ffmpeg-static's and the system's. Null where there is none. */
export const findFfmpeg = (setting?: string): Promise<MediaTool | null> =>
  findTool(
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

async function findTool(setting: string | undefined, packaged: string | null, name: string): Promise<MediaTool | null> {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const system = await firstExecutable(folders.map((it) => join(it, fileName)))
  const came = await firstExecutable(packaged === null ? [] : [packaged])
  const chosen = await firstExecutable(setting ? [setting] : [])
  if (chosen !== null) return { path: chosen, origin: 'setting' }
  if (came === null) return system === null ? null : { path: system, origin: 'system' }
  if (system === null) return { path: came, origin: 'package' }
  const [ofPackage, ofSystem] = await Promise.all([readToolVersion(came), readToolVersion(system)])
  return isNewer(ofSystem, ofPackage) ? { path: system, origin: 'system' } : { path: came, origin: 'package' }
}

async function firstExecutable(paths: readonly string[]): Promise<string | null> {
  for (const path of paths)
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path
  return null
}

/** What a program says of its age. */
export interface ToolVersion {
  /** As its makers call it: `7.1.1`, or `N-66595-gc2b38619c0-static` of a build that has no number. */
  readonly name: string
  /** Of its libavformat, which is counted on with every change: of two programs the newer one has the higher. */
  readonly library: readonly number[]
}

const VERSION_TIME_LIMIT_MS = 10_000

/** Asks a program how old it is; null where it does not run or does not say. */
export async function readToolVersion(path: string): Promise<ToolVersion | null> {
  try {
    const limits = { timeout: VERSION_TIME_LIMIT_MS, maxBuffer: 64 * 1024, windowsHide: true }
    const { stdout } = await run(path, ['-version'], limits)
    return parseToolVersion(stdout)
  } catch {
    return null
  }
}

/** Reads what `-version` prints. */
export function parseToolVersion(text: string): ToolVersion | null {
  const name = /^ff\w+ version (\S+)/.exec(text)?.[1]
  const library = /^libavformat\s+(\d+)\.\s*(\d+)\.\s*(\d+)/m.exec(text)?.slice(1).map(Number)
  return name === undefined || library === undefined ? null : { name, library }
}

export function isNewer(a: ToolVersion | null, b: ToolVersion | null): boolean {
  if (a === null || b === null) return a !== null
  const at = a.library.findIndex((it, index) => it !== b.library[index])
  return at !== -1 && (a.library[at] ?? 0) > (b.library[at] ?? 0)
}

/**
 * [Note: A static ffprobe and iconv] The ffprobe that comes as a package is linked statically, and glibc's iconv then
 * loads the *system's* character set modules into it and crashes (seen on Debian 12 with every MPEG transport stream
 * that names its service). Pointing the module path at nothing keeps it to the character sets it has built in.
 */
export function keepIconvInside(tool: MediaTool): void {
  if (process.platform === 'linux' && tool.origin === 'package') process.env['GCONV_PATH'] ??= '/nonexistent'
}
