import { measureUploads } from './measure-upload.ts'

/** `npm run bench:memory`: peak memory of the engine for a small and for a large file, in pairs. */
const MIB = 1024 ** 2
const SIZES = [64 * MIB, 4096 * MIB]
const PAIRS = 5

const pairs: number[][] = []
for (let pair = 0; pair < PAIRS; pair += 1) pairs.push((await measureUploads(SIZES)).map((it) => it.peakMiB))
const sorted = (values: number[]) => [...values].sort((a, b) => a - b)
const line = (name: string, values: number[]) => {
  const all = sorted(values)
  console.log(`| ${name} | ${all[Math.floor(all.length / 2)]?.toFixed(0)} | ${all[0]?.toFixed(0)} – ${all.at(-1)?.toFixed(0)} |`)
}
console.log(`| file | peak memory, MiB (median of ${PAIRS}) | spread |\n|---|---|---|`)
SIZES.forEach((size, index) => line(`${size / MIB} MiB`, pairs.map((it) => it[index] ?? 0)))
line('difference in one pair', pairs.map(([small = 0, large = 0]) => large - small))
