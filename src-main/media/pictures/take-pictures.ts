import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { essenceTracks, type MediaFacts, type PictureKind } from '../../../src-shared/media-facts.ts'
import { parseTimeRange } from '../../../src-shared/time/timerange.ts'
import { toSeconds } from '../../../src-shared/time/timestamp.ts'
import { keepIconvInside, type MediaTool } from '../media-tools.ts'
import { safetyOptions } from '../safety-options.ts'
import { fileSetOf } from '../sets/file-set.ts'

export interface TakePictures {
  readonly path: string
  readonly facts: MediaFacts
  readonly kind: PictureKind
  readonly signal: AbortSignal
}

/** Pictures of a strip. */
const FRAMES = 8
/** Only a program that hangs takes so long, however busy the computer is. */
const TIME_LIMIT_MS = 120_000
const OUTPUT_LIMIT_BYTES = 2 * 1024 * 1024
const POSTER_SIZE = 160
const STRIP_SIZE = 192
const WAVE = { width: 640, height: 96 }
/** The shape of longer sound is that of its beginning: nobody waits for hours of it to be decoded. */
const WAVE_SECONDS = 7200
const BELOW_NORMAL = 5

/**
 * Small JPEGs (PNG for the shape of a sound) of a file, in order; fewer or none where it cannot be decoded.
 *
 * A picture is never worth a message: whatever goes wrong, the list is only shorter.
 */
export async function takePictures(
  tool: MediaTool | null,
  { path, facts, kind, signal }: TakePictures,
): Promise<Buffer[]> {
  if (!tool) return []
  const hasPicture = facts.tracks.some((it) => it.kind === 'video')
  if (kind === 'wave') return hasPicture ? [] : present(await wave(tool, path, facts, signal))
  if (!hasPicture) return []
  const size = kind === 'poster' ? POSTER_SIZE : STRIP_SIZE
  const taken: (Buffer | null)[] = []
  for (const { path: file, seconds } of await places(path, facts, kind === 'poster' ? 1 : FRAMES)) {
    if (signal.aborted) break
    taken.push(await frame(tool, file, seconds, size, signal))
  }
  return present(...taken)
}

const present = (...taken: (Buffer | null)[]): Buffer[] =>
  taken.filter((it) => it !== null && it.length > 0) as Buffer[]

/** Where to look: at the middles of equal parts, in a set of files at files of their own. */
async function places(path: string, facts: MediaFacts, count: number): Promise<{ path: string; seconds: number }[]> {
  const middles = Array.from({ length: count }, (_, index) => (index + 0.5) / count)
  const set = await fileSetOf(path)
  if (!set.ok) return []
  // Fragments of a playlist mean nothing without what stands before them; whole segments do.
  const files =
    set.value?.kind === 'playlist' ? (set.value.playlist.init === null ? set.value.files : []) : set.value?.files
  if (files)
    return middles
      .flatMap((share) => files[Math.floor(share * files.length)] ?? [])
      .map((it) => ({ path: it, seconds: 0 }))
  const range = parseTimeRange(facts.timerange)
  const length = range?.start != null && range.end != null ? toSeconds(range.end - range.start) : 0
  return facts.kind === 'image' || length === 0
    ? [{ path, seconds: 0 }]
    : middles.map((share) => ({ path, seconds: share * length }))
}

function frame(
  tool: MediaTool,
  path: string,
  seconds: number,
  size: number,
  signal: AbortSignal,
): Promise<Buffer | null> {
  return run(
    tool,
    [
      ...(seconds > 0 ? ['-ss', seconds.toFixed(3)] : []),
      ...inputOf(path),
      '-map',
      '0:v:0',
      '-frames:v',
      '1',
      '-vf',
      `scale=w=${size}:h=${size}:force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1,format=yuvj420p`,
      '-f',
      'image2pipe',
      '-c:v',
      'mjpeg',
      '-q:v',
      '5',
      '-',
    ],
    signal,
  )
}

/** White on nothing: the window colours it. */
function wave(tool: MediaTool, path: string, facts: MediaFacts, signal: AbortSignal): Promise<Buffer | null> {
  const at = essenceTracks(facts).findIndex((it) => it.kind === 'audio')
  if (at === -1) return Promise.resolve(null)
  return run(
    tool,
    [
      '-t',
      String(WAVE_SECONDS),
      ...inputOf(path),
      '-filter_complex',
      `[0:a:0]aformat=channel_layouts=mono,showwavespic=s=${WAVE.width}x${WAVE.height}:colors=white:scale=sqrt`,
      '-frames:v',
      '1',
      '-f',
      'image2pipe',
      '-c:v',
      'png',
      '-',
    ],
    signal,
  )
}

const inputOf = (path: string): string[] => ['-nostdin', '-threads', '1', ...safetyOptions(path), '-i', `file:${path}`]

function run(tool: MediaTool, args: readonly string[], signal: AbortSignal): Promise<Buffer | null> {
  keepIconvInside(tool)
  return new Promise((resolve) => {
    const child = spawn(tool.path, ['-hide_banner', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      signal,
      killSignal: 'SIGKILL',
      timeout: TIME_LIMIT_MS,
    })
    const chunks: Buffer[] = []
    let bytes = 0
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > OUTPUT_LIMIT_BYTES) child.kill('SIGKILL')
      else chunks.push(chunk)
    })
    child.once('error', () => resolve(null))
    child.once('spawn', () => makeWay(child.pid))
    child.once('close', (code) => resolve(code === 0 ? Buffer.concat(chunks) : null))
  })
}

/** Uploads come first. */
function makeWay(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, BELOW_NORMAL)
  } catch {
    // Not every system lets a process be slowed down; it works all the same.
  }
}
