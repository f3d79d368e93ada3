import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareMaterial, type Material } from '../chaos/material.ts'
import { runSeed } from '../chaos/run-seed.ts'

/** A few seeds of the suite that `npm run chaos` plays a thousand of. */
let material: Material
beforeAll(async () => {
  material = await prepareMaterial()
})
afterAll(() => rm(material.folder, { recursive: true, force: true }))

describe('through faults and kills', () => {
  it.each(Array.from({ length: 8 }, (_, index) => 5001 + index))(
    'seed %i ends with every file in the store once, and nothing left that nobody reports',
    async (seed) => {
      expect((await runSeed(seed, material)).wrong).toEqual([])
    },
  )

  it.each(['skip-journal', 'blind-post'] as const)('an engine with the fault %s in it is found out', async (plant) => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const result = await runSeed(seed, material, plant).catch((error: unknown) => ({
        wrong: [(error as Error).message],
      }))
      if (result.wrong.length > 0) return
    }
    expect.fail('nobody noticed')
  })
})
