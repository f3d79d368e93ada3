import { describe, expect, it } from 'vitest'
import { createPacketCounter, type ClockRules, type Packet } from '../../../src-main/media/packet-counter.ts'
import { rational } from '../../../src-shared/time/rational.ts'

const mpegRules: ClockRules = {
  timeBases: new Map([
    [0, rational(1, 90_000)],
    [1, rational(1, 90_000)],
  ]),
  turn: 2n ** 33n,
  leapsAreJumps: true,
}
const packet: Packet = { index: 0, pts: null, dts: null, duration: 3600n, isKey: false, hidden: 0n }
const counted = (packets: readonly Partial<Packet>[], rules = mpegRules) => {
  const counter = createPacketCounter(rules)
  for (const it of packets) counter.add({ ...packet, ...it })
  return counter.facts()
}
/** Decode order I P B B, each a period of 3600 after the one before; of 25 pictures a second. */
const gop = (at: bigint, index = 0) =>
  [3n, 6n, 4n, 5n].map((place, n) => ({ index, pts: at + place * 3600n, dts: at + BigInt(n) * 3600n }))
const spans = (facts: ReturnType<typeof counted>, index = 0) =>
  [...(facts.get(index) ?? [])].map(([n, { first, last, packets }]) => [n, first, last, packets])

describe('the times of packets', () => {
  it('end with the sample that is presented last, and know the one before it, whatever their order', () => {
    expect(counted(gop(0n)).get(0)?.get(0)).toMatchObject({ first: 10_800n, last: 21_600n, beforeLast: 18_000n })
  })

  it('are decode times later by the reorder depth where some have no presentation time', () => {
    const [key, ...others] = gop(0n)
    const facts = counted([key!, ...others.map(({ dts }, n) => (n === 0 ? { dts } : {}))])
    expect(facts.get(0)?.get(0)).toMatchObject({ first: 10_800n, last: 21_600n, beforeLast: 18_000n, packets: 4 })
  })

  it('are decode times where only pictures that nothing waits for say when they are presented', () => {
    const facts = counted([{ dts: 0n }, { dts: 3600n }, { dts: 7200n, pts: 7200n }, { dts: 10_800n, pts: 10_800n }])
    expect(spans(facts)).toEqual([[0, 0n, 10_800n, 4]])
  })

  it('are decode times where there is nothing else, and counted where there is nothing at all', () => {
    expect(spans(counted([{ dts: 0n }, { dts: 7200n }, { dts: 14_400n }]))).toEqual([[0, 0n, 14_400n, 3]])
    expect(spans(counted([{}, {}, {}]))).toEqual([[0, 0n, 7200n, 3]])
  })

  it('go on where the clock begins anew, also within a group of pictures', () => {
    const turn = 2n ** 33n
    const wrapped = gop(turn - 14_400n).map(({ pts, dts }) => ({ pts: pts % turn, dts: dts % turn }))
    expect(spans(counted([...wrapped, ...gop(0n)]))).toEqual([[0, turn - 3600n, turn + 21_600n, 8]])
  })

  it('are those of one clock also where a track begins after it began anew', () => {
    const turn = 2n ** 33n
    const facts = counted([
      { index: 0, dts: turn - 10n, pts: turn - 10n },
      { index: 1, dts: 20n, pts: 20n },
    ])
    expect(spans(facts, 1)).toEqual([[0, turn + 20n, turn + 20n, 1]])
  })

  it('are another stretch after a jump back, for each track when its own clock jumps', () => {
    const facts = counted([
      ...gop(90_000_000n),
      { index: 1, pts: 90_010_000n, dts: 90_010_000n },
      ...gop(0n),
      { index: 1, pts: 90_013_600n, dts: 90_013_600n },
      { index: 1, pts: 3600n, dts: 3600n },
    ])
    expect(spans(facts)).toEqual([
      [0, 90_010_800n, 90_021_600n, 4],
      [1, 10_800n, 21_600n, 4],
    ])
    expect(spans(facts, 1)).toEqual([
      [0, 90_010_000n, 90_013_600n, 2],
      [1, 3600n, 3600n, 1],
    ])
  })

  it('jump back by more than half a second, and no less', () => {
    expect(counted([{ dts: 90_000n }, { dts: 45_000n }]).get(0)?.size).toBe(1)
    expect(counted([{ dts: 90_000n }, { dts: 44_999n }]).get(0)?.size).toBe(2)
  })

  it('leap by more than ten seconds where files are made for joining, and pause elsewhere', () => {
    const leap = (ticks: bigint, rules = mpegRules) => counted([{ dts: 0n }, { dts: ticks }], rules).get(0)?.size
    expect(leap(900_000n)).toBe(1)
    expect(leap(900_001n)).toBe(2)
    expect(leap(900_001n, { ...mpegRules, leapsAreJumps: false })).toBe(1)
  })

  it('pause while another track goes on', () => {
    const sound = Array.from({ length: 30 }, (_, n) => ({
      index: 1,
      pts: BigInt(n) * 90_000n,
      dts: BigInt(n) * 90_000n,
    }))
    const facts = counted([{ pts: 0n, dts: 0n }, ...sound, { pts: 2_600_000n, dts: 2_600_000n }])
    expect(spans(facts)).toEqual([[0, 0n, 2_600_000n, 2]])
  })
})
