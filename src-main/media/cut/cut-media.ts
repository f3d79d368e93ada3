import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { allowedFormats } from '../allowed-formats.ts'
import { keepIconvInside, type MediaTool } from '../media-tools.ts'
import { safetyOptions } from '../read-streams.ts'
import type { Cut, PieceTimes } from './cut-points.ts'
import { growingFile } from './growing-file.ts'
import { pieceForm, type PieceForm } from './piece-form.ts'
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

/** A piece that lies on the disk; whoever takes a temporary one removes it. */
export interface PieceFile {
  readonly index: number
  readonly path: string
  readonly bytes: number
  /** Null for a last piece that does not say when it plays: it follows the one before. */
  readonly times: PieceTimes | null
  readonly isTemporary: boolean
  /** Of a file that is somebody's own: it must not change while it is sent. */
  readonly modifiedMs?: number
}

/** A piece that is being written. */
interface OpenPiece {
  readonly index: number
  readonly path: string
  readonly file: FileHandle
  bytes: number
  /** Not yet written: a disk is not asked for every packet. */
  waiting: Buffer[]
  waitingBytes: number
  /** The write before: the next bytes are gathered meanwhile. */
  written: Promise<unknown>
}

const WRITE_BYTES = 1024 * 1024
const PMT_PID = 0x1000

/**
 * Cuts a file by stream copy at key frames: nothing is decoded, every packet of picture and sound is in exactly one
 * piece.
 *
 * The next piece is cut only when it is asked for: ffmpeg writes into a pipe, and a pipe that nobody reads waits. So
 * the disk never holds more than the pieces that were taken and not removed and the one that is being written. The same
 * file cut again gives the same pieces, which is how an interrupted upload finds its place.
 */
export async function* cutMedia(
  ffmpeg: MediaTool | null,
  { path, facts, seconds, folder, signal, followIdleMs }: CutMedia,
): AsyncGenerator<Outcome<PieceFile>, void, void> {
  const form = pieceForm(facts)
  if (!ffmpeg) return yield failed(problem('ffmpeg-missing'))
  if (!form) return yield failed(whyNot('a picture that stands still'))
  keepIconvInside(ffmpeg)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const child = spawn(ffmpeg.path, cutOptions(path, form, followIdleMs !== undefined), {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    signal,
    killSignal: 'SIGKILL',
  })
  // ffmpeg may have had enough before the file ends; it then says so itself.
  if (followIdleMs === undefined) child.stdin.end()
  else pipeline(growingFile(path, followIdleMs, signal), child.stdin).catch(() => undefined)
  let said = ''
  child.stderr.on('data', (text) => {
    if (said.length < 4000) said += String(text)
  })
  const ended = once(child, 'close').then(
    ([code]): unknown => code,
    () => null,
  )
  const mainId = form.ids[form.tracks.indexOf(form.main)] ?? 0
  const splitter =
    form.format === 'mpegts'
      ? splitTransportStream([0, pmtPid(form)], mainId, form.ids, seconds)
      : splitFmp4(mainId, seconds)

  let piece: OpenPiece | null = null
  let next = 0
  /** Does what the splitter says; answers a piece that became whole. */
  async function apply(cut: Cut): Promise<PieceFile | null> {
    if (cut.type === 'begins') {
      const target = join(folder, `${String(next).padStart(6, '0')}.${form?.extension ?? ''}`)
      piece = {
        index: next,
        path: target,
        file: await open(target, 'w'),
        bytes: 0,
        waiting: [],
        waitingBytes: 0,
        written: Promise.resolve(),
      }
      next += 1
      return null
    }
    if (!piece) return null
    if (cut.type === 'bytes') {
      await write(piece, cut.bytes)
      return null
    }
    const { index, path: target, bytes } = piece
    await close(piece)
    piece = null
    return { index, path: target, bytes, times: cut.times, isTemporary: true }
  }

  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      for (const cut of splitter.push(chunk)) {
        const finished = await apply(cut)
        if (finished) yield ok(finished)
      }
    }
    const code = await ended
    if (signal.aborted) return
    if (code !== 0 || next === 0) return yield failed(whyNot(said || 'nothing came out'))
    for (const cut of splitter.end()) {
      const finished = await apply(cut)
      if (finished) yield ok(finished)
    }
  } catch (error) {
    if (signal.aborted) return
    const { code, message } = error as NodeJS.ErrnoException
    yield failed(code === 'ENOSPC' ? problem('disk-full', {}, message) : whyNot(said || message))
  } finally {
    child.kill('SIGKILL')
    await ended
    const left = piece as OpenPiece | null
    if (left) {
      await left.written.catch(() => undefined)
      await left.file.close().catch(() => undefined)
      await rm(left.path, { force: true })
    }
  }
}

async function write(piece: OpenPiece, bytes: Buffer): Promise<void> {
  piece.waiting.push(bytes)
  piece.waitingBytes += bytes.length
  piece.bytes += bytes.length
  if (piece.waitingBytes >= WRITE_BYTES) await flush(piece)
}

async function flush(piece: OpenPiece): Promise<void> {
  await piece.written
  if (piece.waiting.length === 0) return
  piece.written = piece.file.writev(piece.waiting)
  // Whoever writes next, or closes, hears of it.
  piece.written.catch(() => undefined)
  piece.waiting = []
  piece.waitingBytes = 0
}

async function close(piece: OpenPiece): Promise<void> {
  await flush(piece)
  await piece.written
  await piece.file.close()
}

function cutOptions(path: string, form: PieceForm, follows: boolean): string[] {
  return [
    // What the tracks are is known: ffmpeg need not wait for five seconds of a recording to find out.
    ...(follows
      ? [
          '-v',
          'error',
          '-analyzeduration',
          '500000',
          '-probesize',
          '500000',
          '-protocol_whitelist',
          'pipe',
          '-format_whitelist',
          allowedFormats.join(','),
          '-copyts',
          '-i',
          'pipe:0',
        ]
      : ['-nostdin', ...safetyOptions(path), '-copyts', '-i', `file:${path}`]),
    ...form.tracks.flatMap((it) => ['-map', `0:${it.index}`]),
    '-c',
    'copy',
    '-map_chapters',
    '-1',
    ...(form.format === 'mpegts'
      ? [
          '-f',
          'mpegts',
          '-muxdelay',
          '0',
          '-muxpreload',
          '0',
          '-mpegts_copyts',
          '1',
          '-mpegts_pmt_start_pid',
          String(pmtPid(form)),
          ...form.ids.flatMap((id, index) => ['-streamid', `${index}:${id}`]),
        ]
      : // The index of a fragment is written before it; half a second keeps both small.
        [
          '-f',
          form.format,
          '-movflags',
          'frag_keyframe+delay_moov+default_base_moof',
          '-min_frag_duration',
          '500000',
          ...(form.main.kind === 'audio' ? ['-frag_duration', '500000'] : []),
          '-write_tmcd',
          '0',
        ]),
    'pipe:1',
  ]
}

/** The programme's table must not lie where one of the file's own tracks does. */
function pmtPid(form: PieceForm): number {
  let pid = PMT_PID
  while (form.ids.includes(pid)) pid += 1
  return pid
}

const whyNot = (said: string): Problem =>
  problem('cannot-cut', { limit: '5 GiB' }, said.replaceAll('file:', '').trim().slice(0, 1000) || 'ffmpeg gave up')
