import { expect, it } from 'vitest'
import { findFfmpeg, findFfprobe } from '../../src-main/media/index.ts'
import { triedPairs } from '../../src-main/media/cut/tried-pairs.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { tryAllPairs } from '../pairs/all-pairs.ts'
import { pairRecipes } from '../pairs/recipes.ts'

it.each(pairRecipes)('$name comes out of its pieces as it is, wherever the table says so', async (recipe) => {
  const tools = { ffmpeg: await findFfmpeg(), ffprobe: await findFfprobe() }
  const isRight = (coding: string, wrapper: string) => triedPairs[coding]?.right.some((it) => it === wrapper) ?? false
  for await (const { coding, wrapper, fault } of tryAllPairs(tools, await tempFolder(), [recipe], isRight))
    expect({ coding, wrapper, fault }).toEqual({ coding, wrapper, fault: null })
})
