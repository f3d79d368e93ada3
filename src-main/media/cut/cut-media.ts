import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { keepIconvInside, type MediaTool, type MediaTools } from '../media-tools.ts'
import { readErrorIn } from '../read-error.ts'
import { cutOptions, pmtPid } from './cut-options.ts'
import type { Cut, Splitter } from './cut-points.ts'
import { growingFile } from './growing-file.ts'
import { hideBeginning } from './hide-beginning.ts'
import { cannotCut, chooseForm, type PieceForm } from './piece-form.ts'
import { lostTrack, missing } from './missing-from-pieces.ts'
import { createPieceWriter, type PieceFile } from './piece-writer.ts'
import { splitFmp4 } from './split-fmp4.ts'
import { splitTransportStream } from './split-ts.ts'
import type { Wrapper } from './tried-pairs.ts'

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
  /** Put the tracks into this, whether or not it is known to keep them: to find that out. */
  readonly wrapper?: Wrapper
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
export async function* cutMedia(tools: MediaTools, media: CutMedia): AsyncGenerator<Outcome<PieceFile>, void, void> {
  const { facts, wrapper } = media
  const { ffmpeg, ffprobe } = tools
  if (!ffmpeg) return yield failed(problem('ffmpeg-missing'))
  if (!ffprobe) return yield failed(problem('ffprobe-missing'))
  const choice = chooseForm(facts, wrapper)
  if (!choice.form) return yield failed(cannotCut(choice.why))
  yield* cutInto(choice.form, ffmpeg, ffprobe, media)
}

async function* cutInto(
  form: PieceForm,
  ffmpeg: MediaTool,
  ffprobe: MediaTool,
  media: CutMedia,
): AsyncGenerator<Outcome<PieceFile>, void, void> {
  const { facts, seconds, folder, signal, followIdleMs } = media
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { child, ended, said, unread } = startCutting(ffmpeg, form, media)
  const pieces = createPieceWriter(folder, form.extension)
  const splitter = splitterFor(form, seconds)
  const lostBy = (path: string) => lostTrack(ffprobe, path, form.tracks, signal)
  const asShown = (piece: PieceFile) =>
    piece.index === 0 && form.hidesBeginning ? hideBeginning(ffmpeg, piece, form.format, signal) : piece
  /** Answers whether to go on: a first piece without one of the tracks is the end, before anything was handed out. */
  async function* finished(cuts: readonly Cut[]): AsyncGenerator<Outcome<PieceFile>, boolean, void> {
    for (const cut of cuts) {
      const written = await pieces.write(cut)
      if (!written) continue
      const piece = await asShown(written)
      const lost = piece.index === 0 ? await lostBy(piece.path) : null
      if (lost !== null) {
        await rm(piece.path, { force: true })
        if (!signal.aborted) yield failed(cannotCut(lost))
        return false
      }
      yield ok(piece)
    }
    return true
  }
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const cuts = splitter.push(chunk)
      const misplaced = splitter.misplaced()
      if (misplaced !== null) return yield failed(cannotCut(misplaced))
      if (!(yield* finished(cuts))) return
    }
    const code = await ended
    if (signal.aborted) return
    if (code !== 0 || pieces.begun() === 0) return yield failed(cannotCut(said() || 'nothing came out'))
    const last = splitter.end()
    const isAllKnown = followIdleMs === undefined && !facts.truncated
    const wrong = unread() ?? splitter.misplaced() ?? (isAllKnown ? missing(form, facts, splitter.spans()) : null)
    if (wrong !== null) return yield failed(cannotCut(wrong))
    yield* finished(last)
  } catch (error) {
    if (signal.aborted) return
    const { code, message } = error as NodeJS.ErrnoException
    yield failed(code === 'ENOSPC' ? problem('disk-full', {}, message) : cannotCut(said() || message))
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
    : splitFmp4(mainId, seconds, form.shown)
}
