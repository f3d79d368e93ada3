import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { keepIconvInside, type MediaTool, type MediaTools } from '../media-tools.ts'
import { readErrorIn } from '../read-error.ts'
import { cutOptions, pmtPid } from './cut-options.ts'
import type { Cut, Splitter } from './cut-points.ts'
import { growingFile } from './growing-file.ts'
import { pieceForm, type PieceForm } from './piece-form.ts'
import { lostTrack, missingEnd } from './missing-from-pieces.ts'
import { createPieceWriter, type PieceFile } from './piece-writer.ts'
import { splitFmp4 } from './split-fmp4.ts'
import { splitTransportStream } from './split-ts.ts'

export interface CutMedia {
  readonly path: string
  readonly facts: MediaFacts
  /** How long a piece should be; it ends with the first key frame at or after that. */
  readonly seconds: number
  /** Where the pieces are put, one file each; made where it is missing, and emptied before. */
  readonly folder: string
  readonly signal: AbortSignal
  /** The file is still being written: it is finished when it has not grown for so long. */
  readonly followIdleMs?: number
}

/**
 * Cuts a file by stream copy at key frames: nothing is decoded, every packet of picture and sound is in exactly one
 * piece.
 *
 * The next piece is cut only when it is asked for: ffmpeg writes into a pipe, and a pipe that nobody reads waits. So
 * the disk never holds more than the pieces that were taken and not removed and the one that is being written. The same
 * file cut again gives the same pieces, which is how an interrupted upload finds its place.
 *
 * [Note: An exit code proves nothing] ffmpeg takes a read error for the end of the file and exits with 0. So what came
 * out is compared with what was read: the first piece has every track with its codec, and together they reach every
 * track's last sample. Otherwise the last answer is `cannot-cut`, and the last piece is never handed out.
 */
export async function* cutMedia(
  { ffmpeg, ffprobe }: MediaTools,
  media: CutMedia,
): AsyncGenerator<Outcome<PieceFile>, void, void> {
  const { facts, seconds, folder, signal, followIdleMs } = media
  const form = pieceForm(facts)
  if (!ffmpeg) return yield failed(problem('ffmpeg-missing'))
  if (!ffprobe) return yield failed(problem('ffprobe-missing'))
  if (!form) return yield failed(whyNot('a picture that stands still'))
  // Its pieces would lie where each recording's own clock says, one over the other.
  if (facts.clockJumps) return yield failed(whyNot('its clock jumps: several recordings were joined'))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { child, ended, said, unread } = startCutting(ffmpeg, form, media)
  const pieces = createPieceWriter(folder, form.extension)
  const splitter = splitterFor(form, seconds)
  const lostBy = (path: string) => lostTrack(ffprobe, path, form.tracks, signal)
  /** Answers whether to go on: a first piece without one of the tracks is the end, before anything was handed out. */
  async function* written(cuts: readonly Cut[]): AsyncGenerator<Outcome<PieceFile>, boolean, void> {
    for (const cut of cuts) {
      const piece = await pieces.write(cut)
      if (!piece) continue
      const lost = piece.index === 0 ? await lostBy(piece.path) : null
      if (lost !== null) {
        await rm(piece.path, { force: true })
        if (!signal.aborted) yield failed(whyNot(lost))
        return false
      }
      yield ok(piece)
    }
    return true
  }
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      if (!(yield* written(splitter.push(chunk)))) return
    }
    const code = await ended
    if (signal.aborted) return
    if (code !== 0 || pieces.begun() === 0) return yield failed(whyNot(said() || 'nothing came out'))
    const last = splitter.end()
    const isAllKnown = followIdleMs === undefined && !facts.truncated
    const missing = unread() ?? (isAllKnown ? missingEnd(form, facts, splitter.spans()) : null)
    if (missing !== null) return yield failed(whyNot(missing))
    yield* written(last)
  } catch (error) {
    if (signal.aborted) return
    const { code, message } = error as NodeJS.ErrnoException
    yield failed(code === 'ENOSPC' ? problem('disk-full', {}, message) : whyNot(said() || message))
  } finally {
    child.kill('SIGKILL')
    await ended
    await pieces.discard()
  }
}

interface Cutting {
  readonly child: ChildProcessWithoutNullStreams
  /** Its exit code; null where it could not be started or was stopped. */
  readonly ended: Promise<unknown>
  /** What it has complained of so far. */
  readonly said: () => string
  /** Why it was not given all of the file; null where nothing says that. */
  readonly unread: () => string | null
}

function startCutting(ffmpeg: MediaTool, form: PieceForm, { path, signal, followIdleMs }: CutMedia): Cutting {
  keepIconvInside(ffmpeg)
  const child = spawn(ffmpeg.path, cutOptions(path, form, followIdleMs !== undefined), {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    signal,
    killSignal: 'SIGKILL',
  })
  let said = ''
  let unread: string | null = null
  if (followIdleMs === undefined) child.stdin.end()
  else
    pipeline(growingFile(path, followIdleMs, signal), child.stdin).catch((error: unknown) => {
      // ffmpeg may have had enough before the file ends; it then says so itself.
      const { syscall, message } = error as NodeJS.ErrnoException
      if (syscall === 'open' || syscall === 'read') unread = message
    })
  child.stderr.on('data', (text) => {
    unread ??= readErrorIn(String(text))
    if (said.length < 4000) said += String(text)
  })
  const ended = once(child, 'close').then(
    ([code]): unknown => code,
    () => null,
  )
  return { child, ended, said: () => said, unread: () => unread }
}

function splitterFor(form: PieceForm, seconds: number): Splitter {
  const mainId = form.ids[form.tracks.indexOf(form.main)] ?? 0
  return form.format === 'mpegts'
    ? splitTransportStream([0, pmtPid(form)], mainId, form.ids, seconds)
    : splitFmp4(mainId, seconds)
}

const whyNot = (said: string): Problem =>
  problem('cannot-cut', { limit: '5 GiB' }, said.replaceAll('file:', '').trim().slice(0, 1000) || 'ffmpeg gave up')
