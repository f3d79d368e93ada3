import { describe, expect, it } from 'vitest'
import { openOracle } from '../oracle/run-oracle.ts'

/** Seeds that were wrong once. */
const WERE_WRONG = [9, 10, 18, 24, 32, 33, 45, 46, 51, 77, 86, 2078, 3042, 3333]

const SEEDS = Array.from({ length: 26 }, (_, n) => 1000 + n)

/** A few of those that `npm run oracle` asks by the hundred. */
describe('seeded media', () => {
  it('are what others say of them, and their pieces give what they give', async () => {
    const oracle = await openOracle()
    const wrong: string[] = []
    for (const seed of [...WERE_WRONG, ...SEEDS]) {
      const verdict = await oracle.ofSeed(seed)
      if (verdict.wrong.length > 0) wrong.push(`${verdict.name}, ${verdict.what}: ${verdict.wrong.join('; ')}`)
    }
    await oracle.close()
    expect(wrong).toEqual([])
  })
})
