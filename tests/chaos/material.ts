import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cutMedia, findFfmpeg, findFfprobe, probe, type MediaTool } from '../../src-main/media/index.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { clip, ownClip } from '../helpers/clips.ts'
import { sha256 } from './store-on-disk.ts'

/** The bytes that a file may hold, and the SHA-256 of each object that they are in the store, in the order of time. */
interface Version {
  readonly bytes: Buffer
  readonly objects: readonly string[]
}

/** A file that is uploaded in every run, and what is true of it. */
export interface MaterialFile {
  readonly name: string
  /** How long its pieces are; null where it goes whole. */
  readonly segment: number | null
  readonly facts: MediaFacts
  /** What it holds at first, and what somebody may write over it: as long, of the same times. */
  readonly versions: readonly [first: Version, second: Version]
}

export interface Material {
  readonly folder: string
  readonly files: readonly MaterialFile[]
  readonly tools: { readonly ffmpeg: MediaTool; readonly ffprobe: MediaTool }
}

const PIECE_SECONDS = 2

/** Six files that go whole and one that is cut: its pieces are the same whenever it is cut, so they are known here. */
export async function prepareMaterial(): Promise<Material> {
  const [ffmpeg, ffprobe] = [await findFfmpeg(), await findFfprobe()]
  if (!ffmpeg || !ffprobe) throw new Error('The chaos suite needs ffmpeg and ffprobe.')
  const tools = { ffmpeg, ffprobe }
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-chaos-media-'))
  const files: MaterialFile[] = []
  for (const name of ['one.mp4', 'two.mp4', 'three.mp4', 'four.mp4', 'five.mp4', 'six.mp4']) {
    const hasSound = name === 'two.mp4' || name === 'five.mp4'
    const path = await ownClip(hasSound ? 'picture-and-sound.mp4' : 'picture.mp4', folder, name)
    const whole = (bytes: Buffer): Version => ({ bytes, objects: [sha256(bytes)] })
    const bytes = await readFile(path)
    const facts = await factsOf(tools, path)
    files.push({ name, segment: null, facts, versions: [whole(bytes), whole(withOtherMiddle(bytes))] })
  }
  const path = await clip('eight-seconds.ts', folder, 'seven.ts')
  const bytes = await readFile(path)
  const facts = await factsOf(tools, path)
  const cut = async (it: Buffer): Promise<Version> => ({ bytes: it, objects: await piecesOf(tools, path, it, facts) })
  const versions = [await cut(bytes), await cut(withOtherMiddle(bytes))] as const
  files.push({ name: 'seven.ts', segment: PIECE_SECONDS, facts, versions })
  return { folder, files, tools }
}

/** One byte of essence differs: no length, no time and nothing of the beginning tells. */
function withOtherMiddle(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes)
  const at = Math.floor(bytes.length / 2 / 188) * 188 + 100
  other[at] = (other[at] ?? 0) ^ 1
  return other
}

async function factsOf({ ffprobe }: Material['tools'], path: string): Promise<MediaFacts> {
  const read = await probe(ffprobe, path)
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

async function piecesOf(
  tools: Material['tools'],
  path: string,
  bytes: Buffer,
  facts: MediaFacts,
): Promise<readonly string[]> {
  await writeFile(path, bytes)
  const folder = `${path}-pieces`
  await mkdir(folder)
  const sums: string[] = []
  const { signal } = new AbortController()
  for await (const piece of cutMedia(tools, { path, facts, seconds: PIECE_SECONDS, folder, signal })) {
    if (!piece.ok) throw new Error(piece.problem.message)
    sums.push(sha256(await readFile(piece.value.path)))
  }
  await rm(folder, { recursive: true })
  return sums
}
