import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { prepareMaterial } from './material.ts'
import { plants } from './plants.ts'
import { runSeed, type SeedResult } from './run-seed.ts'

/**
 * `npm run chaos`: many seeded runs through faults and kills.
 *
 *   npm run chaos -- --seeds 1000 --from 1        all of them
 *   npm run chaos -- --from 77 --seeds 1          one of them again
 *   npm run chaos -- --plant blind-post           with a fault in the engine, which must be found
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '3' },
    plant: { type: 'string' },
  },
})
const [from, seeds] = [Number(values.from), Number(values.seeds)]
const plant = plants.find((it) => it === values.plant) ?? null
const material = await prepareMaterial()
const faults: Record<string, number> = {}
let next = from
let passed = 0
let kills = 0
const bad: SeedResult[] = []

async function work(): Promise<void> {
  while (next < from + seeds) {
    const seed = next
    next += 1
    const result = await runSeed(seed, material, plant).catch((error: unknown): SeedResult => ({
      seed,
      wrong: [(error as Error).message],
      kills: 0,
      faults: {},
    }))
    kills += result.kills
    for (const [fault, count] of Object.entries(result.faults)) faults[fault] = (faults[fault] ?? 0) + count
    if (result.wrong.length === 0) passed += 1
    else {
      bad.push(result)
      console.log(`seed ${seed}: ${result.wrong.join('; ')}`)
    }
    if ((passed + bad.length) % 50 === 0) console.log(`${passed + bad.length} of ${seeds}, ${bad.length} bad`)
  }
}

await Promise.all(Array.from({ length: Number(values.jobs) }, work))
await rm(material.folder, { recursive: true, force: true })
console.log(
  `${kills} kills; faults: ${Object.entries(faults)
    .sort()
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}`,
)
console.log(`${passed} seeds passed, ${bad.length} failed`)
process.exit(bad.length === 0 ? 0 : 1)
