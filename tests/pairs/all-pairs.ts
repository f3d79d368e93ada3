import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { probe, type MediaTools, type Wrapper } from '../../src-main/media/index.ts'
import { pairRecipes, type PairRecipe } from './recipes.ts'
import { makeFile, tryPair } from './try-pair.ts'

/** A file that was put into a wrapper; `fault` null where its pieces decode to what it does. */
export interface TriedFile {
  readonly file: string
  readonly coding: string
  readonly wrapper: Wrapper
  readonly fault: string | null
}

/** A transport stream is cut into transport streams; everything else is not. */
const wrappersOf = (container: string): readonly Wrapper[] => (container === 'video/mp2t' ? ['mpegts'] : ['mp4', 'mov'])

/** Cuts every file of the recipes that this ffmpeg can make, into the wrappers that are asked for. */
export async function* tryAllPairs(
  tools: MediaTools,
  folder: string,
  recipes: readonly PairRecipe[] = pairRecipes,
  isAskedFor: (coding: string, wrapper: Wrapper) => boolean = () => true,
): AsyncGenerator<TriedFile, void, void> {
  for (const recipe of recipes) {
    const path = await makeFile(tools, recipe, folder)
    const facts = path ? await probe(tools.ffprobe, path) : null
    const track = facts?.ok ? facts.value.tracks[0] : undefined
    if (!path || !facts?.ok || !track) continue
    const coding = track.coding ?? track.codec
    for (const wrapper of wrappersOf(facts.value.container)) {
      if (!isAskedFor(coding, wrapper)) continue
      const pieces = join(folder, `${recipe.name}-${wrapper}`)
      await mkdir(pieces, { recursive: true })
      const fault = await tryPair(tools, { path, facts: facts.value }, { wrapper, folder: pieces })
      yield { file: recipe.name, coding, wrapper, fault }
      await rm(pieces, { recursive: true, force: true })
    }
    await rm(path, { force: true })
  }
}
