import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { findFfmpeg, findFfprobe } from '../../src-main/media/index.ts'
import { decode, type Decoded } from './decode.ts'
import { makeMedia } from './make-media.ts'
import { openOracleStore, type OracleStore, type Tools } from './oracle-store.ts'
import { canBeReadByAnother, readPackets, readWithAnother } from './read-independently.ts'
import { describeRecipe, recipeOf, type Recipe } from './recipe.ts'
import { whatIsWrong, type DecodedPiece } from './what-is-wrong.ts'

/** What became of one file. */
export interface Verdict {
  readonly name: string
  readonly what: string
  /** Empty where all is well. */
  readonly wrong: readonly string[]
  /** Why it was not cut; null where it was. */
  readonly refused: string | null
}

export interface Oracle {
  ofSeed: (seed: number) => Promise<Verdict>
  ofFile: (path: string) => Promise<Verdict>
  close: () => Promise<void>
}

/** How long pieces are. */
const PIECE_SECONDS = 1

export async function openOracle(): Promise<Oracle> {
  const [ffmpeg, ffprobe] = [await findFfmpeg(), await findFfprobe()]
  if (!ffmpeg || !ffprobe) throw new Error('The oracle needs ffmpeg and ffprobe.')
  const tools: Tools = { ffmpeg, ffprobe }
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-oracle-'))
  const store = await openOracleStore(folder, tools)
  return {
    ofSeed: async (seed) => {
      const recipe = recipeOf(seed)
      const path = await makeMedia(ffmpeg.path, recipe, folder)
      const verdict = await judge({ path, recipe, folder, tools, store })
      await rm(path)
      return { ...verdict, name: `seed ${seed}`, what: describeRecipe(recipe) }
    },
    ofFile: (path) => judge({ path, recipe: null, folder, tools, store }),
    close: async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Case {
  readonly path: string
  readonly recipe: Recipe | null
  readonly folder: string
  readonly tools: Tools
  readonly store: OracleStore
}

/** ffmpeg shows a picture that an edit list hides whole where no other one leads to it. */
function withoutHidden({ pictures, sounds }: Decoded): Decoded {
  const period = (pictures[1]?.time ?? 0) - (pictures[0]?.time ?? 0)
  return { sounds, pictures: pictures.filter((it) => it.time + period > 0.001) }
}

const NOTHING: Decoded = { pictures: [], sounds: [] }

async function judge({ path, recipe, folder, tools, store }: Case): Promise<Verdict> {
  const ffmpeg = tools.ffmpeg.path
  const decoded = await decode(ffmpeg, ['-i', path])
  const original = recipe?.change === 'trimmed' ? withoutHidden(decoded) : decoded
  const whole = await store.upload(path, null)
  const clockJumps = whole.facts?.clockJumps ?? false
  const truncated = recipe?.change === 'truncated' || whole.facts?.truncated === true
  // That reader takes what an edit list hides for shown, and begins at a key picture.
  const isTrimmed = whole.facts?.tracks.some((it) => it.kind === 'video' && (it.hidden?.before ?? 0) > 0) ?? false
  const isItsOwn = isTrimmed || recipe?.change === 'trimmed' || recipe?.change === 'mid-group'
  const isReadByAnother = canBeReadByAnother(extname(path).slice(1)) && !isItsOwn
  // What is cut short or joined is read by everybody as he likes.
  const another = isReadByAnother && !truncated && !clockJumps ? await readWithAnother(path) : null
  const packets = truncated || clockJumps ? [] : await readPackets(tools.ffprobe.path, path).catch(() => [])
  const others = another ?? packets
  const cut = await store.upload(path, PIECE_SECONDS)
  const placed = join(folder, `pieces of ${basename(path)}`)
  await mkdir(placed)
  const files: string[] = []
  const pieces: DecodedPiece[] = []
  for (const [index, segment] of cut.segments.entries()) {
    const file = join(placed, `${index}`)
    await writeFile(file, segment.bytes)
    files.push(file)
    pieces.push({ segment, ...(await decode(ffmpeg, ['-i', file])) })
  }
  const list = join(placed, 'list')
  await writeFile(list, files.map((it) => `file '${basename(it)}'\n`).join(''))
  const joined = files.length > 0 ? await decode(ffmpeg, ['-f', 'concat', '-safe', '0', '-i', list]) : NOTHING
  await rm(placed, { recursive: true })
  const wrong = whatIsWrong({ recipe, original, others, whole, cut, pieces, joined })
  return {
    name: basename(path),
    what: whole.facts?.container ?? '',
    wrong,
    refused: cut.problem?.detail ?? cut.problem?.code ?? null,
  }
}
