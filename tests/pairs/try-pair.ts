import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { cutMedia, type MediaTools, type Wrapper } from '../../src-main/media/index.ts'
import type { PairRecipe } from './recipes.ts'

/** Where ffmpeg's own choice passes over the alpha, or tells one coding from another too late to decode it alike. */
const decoders: Readonly<Record<string, readonly string[]>> = {
  'vp9 with alpha': ['-c:v', 'libvpx-vp9'],
  mp2: ['-c:a', 'mp2float'],
}

const run = promisify(execFile)
const MOST_OUTPUT = 2 ** 28
/** Sound that only primes a decoder, or fills its last packet, may be hidden in one and not in the other. */
const MOST_HIDDEN_SAMPLES = 4096
const BYTES_A_SAMPLE = 4

export interface Tried {
  readonly codec: string
  /** In words; null where the pieces decode to what the file does. */
  readonly fault: string | null
}

/** Makes the file of a recipe; null where this ffmpeg cannot. */
export async function makeFile(tools: MediaTools, recipe: PairRecipe, folder: string): Promise<string | null> {
  const path = join(folder, recipe.name)
  const args = ['-v', 'error', '-y', ...recipe.args, path]
  return run(tools.ffmpeg?.path ?? 'ffmpeg', args).then(
    () => path,
    () => null,
  )
}

/** Cuts a file of one track into pieces of half a second in this wrapper, and decodes both. */
export async function tryPair(
  tools: MediaTools,
  { path, facts }: { readonly path: string; readonly facts: MediaFacts },
  { wrapper, folder }: { readonly wrapper: Wrapper; readonly folder: string },
): Promise<string | null> {
  const signal = new AbortController().signal
  const pieces: string[] = []
  for await (const piece of cutMedia(tools, { path, facts, seconds: 0.5, folder, signal, wrapper })) {
    if (!piece.ok) return piece.problem.detail ?? piece.problem.message
    pieces.push(piece.value.path)
  }
  if (pieces.length < 2) return 'is not cut'
  const list = join(folder, 'list')
  await writeFile(list, pieces.map((it) => `file '${it}'\n`).join(''))
  const joined = ['-f', 'concat', '-safe', '0', '-i', list]
  const isPicture = facts.kind === 'video'
  const decoded = isPicture ? picturesOf : soundOf
  const decoder = decoders[facts.tracks[0]?.coding ?? ''] ?? []
  try {
    const original = await decoded(tools, [...decoder, '-i', path])
    const cut = await decoded(tools, [...decoder, ...joined])
    return isPicture ? pictureFault(original, cut) : soundFault(original, cut)
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr ?? error).slice(0, 200)
  }
}

const decode = async ({ ffmpeg }: MediaTools, args: readonly string[]): Promise<Buffer> =>
  (
    await run(ffmpeg?.path ?? 'ffmpeg', ['-v', 'error', '-xerror', ...args, '-'], {
      encoding: 'buffer',
      maxBuffer: MOST_OUTPUT,
    })
  ).stdout

const picturesOf = (tools: MediaTools, input: readonly string[]): Promise<Buffer> =>
  // Where files are joined, the clock of the one begins before that of the other has ended.
  decode(tools, [...input, '-map', '0:v:0', '-vf', 'setpts=N/TB/25', '-fps_mode', 'passthrough', '-f', 'framemd5'])

const soundOf = (tools: MediaTools, input: readonly string[]): Promise<Buffer> =>
  decode(tools, [...input, '-map', '0:a:0', '-c:a', 'pcm_s32le', '-f', 's32le'])

function pictureFault(original: Buffer, cut: Buffer): string | null {
  const [wanted, seen] = [original, cut].map(hashesIn)
  if (wanted?.length !== seen?.length) return `${seen?.length} pictures of ${wanted?.length}`
  const at = wanted?.findIndex((it, index) => it !== seen?.[index]) ?? 0
  return at === -1 ? null : `other pictures from number ${at} on`
}

const hashesIn = (text: Buffer): string[] =>
  text
    .toString('latin1')
    .split('\n')
    .filter((it) => it !== '' && !it.startsWith('#'))
    .map((it) => it.split(',').at(-1)?.trim() ?? '')

/** The same samples, but for some that the one hides and the other does not. */
function soundFault(original: Buffer, cut: Buffer): string | null {
  const most = 2 * MOST_HIDDEN_SAMPLES * BYTES_A_SAMPLE
  if (Math.abs(original.length - cut.length) > most)
    return `${cut.length / BYTES_A_SAMPLE} samples of ${original.length / BYTES_A_SAMPLE}`
  // Noise is found where it lies, and nowhere else.
  const middle = original.subarray(most, most + 64)
  const at = cut.indexOf(middle)
  if (at === -1) return 'other sound'
  const shift = at - most
  const [from, to] = [Math.max(0, -shift) + most, Math.min(original.length, cut.length - shift) - most]
  return original.subarray(from, to).equals(cut.subarray(from + shift, to + shift)) ? null : 'other sound later on'
}
