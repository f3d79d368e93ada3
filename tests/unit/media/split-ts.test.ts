import { describe, expect, it } from 'vitest'
import type { PieceTimes } from '../../../src-main/media/cut/cut-points.ts'
import { splitTransportStream } from '../../../src-main/media/cut/split-ts.ts'

const [PAT, PMT, PICTURE, SOUND] = [0, 4096, 256, 257]
const TURN = 2n ** 33n
const SECOND = 90_000n

/** A transport packet, filled up. Source: ISO/IEC 13818-1. */
function packet(pid: number, isStart: boolean, isKey: boolean, payload: Buffer): Buffer {
  const filling = 188 - 4 - payload.length
  const head = Buffer.from([0x47, (isStart ? 0x40 : 0) | (pid >> 8), pid & 0xff, filling > 0 ? 0x30 : 0x10])
  const adaptation = Buffer.alloc(filling, 0xff)
  if (filling > 0) adaptation.set([filling - 1, isKey ? 0x40 : 0].slice(0, filling))
  return Buffer.concat([head, adaptation, payload])
}

function clock(marker: number, time: bigint): number[] {
  const of = ((time % TURN) + TURN) % TURN
  const part = (shift: bigint, bits: bigint) => Number((of >> shift) & ((1n << bits) - 1n))
  return [
    (marker << 4) | (part(30n, 3n) << 1) | 1,
    ...[part(22n, 8n), (part(15n, 7n) << 1) | 1],
    ...[part(7n, 8n), (part(0n, 7n) << 1) | 1],
  ]
}

/** A picture or a packet of sound, marked by its time so that it is found again. */
const pes = (pid: number, pts: bigint, dts = pts, isKey = pid === SOUND): Buffer =>
  packet(pid, true, isKey, Buffer.from([0, 0, 1, 0xe0, 0, 0, 0x80, 0xc0, 10, ...clock(3, pts), ...clock(1, dts)]))
const table = (pid: number, part: number, isStart = part === 0): Buffer =>
  packet(pid, isStart, false, Buffer.from([0, part]))

interface Piece {
  packets: Buffer[]
  times: PieceTimes | null
}

/** The pieces that come of a stream, and what is said of their places. */
function cut(stream: readonly Buffer[], seconds = 1) {
  const splitter = splitTransportStream([PAT, PMT], PICTURE, [PICTURE, SOUND], seconds)
  const pieces: Piece[] = []
  const bytes = Buffer.concat([...stream])
  const cuts = []
  // In chunks that do not end with packets, as a pipe gives them.
  for (let at = 0; at < bytes.length; at += 1000) cuts.push(...splitter.push(bytes.subarray(at, at + 1000)))
  for (const it of [...cuts, ...splitter.end()]) {
    if (it.type === 'begins') pieces[it.piece] = { packets: [], times: null }
    if (it.type === 'whole') pieces[it.piece]!.times = it.times
    if (it.type === 'bytes')
      for (let at = 0; at < it.bytes.length; at += 188) pieces[it.piece]!.packets.push(it.bytes.subarray(at, at + 188))
  }
  return { pieces, misplaced: splitter.misplaced() }
}

const holds = (piece: Piece | undefined, one: Buffer): boolean => piece?.packets.some((it) => it.equals(one)) ?? false

const FRAME = 3_600n
/** A second of pictures, decoded two frames before they are presented, and sound in the order of decoding. */
function second(from: bigint): Buffer[] {
  const frames = Array.from({ length: 25 }, (_, n) => {
    const pts = from + BigInt(n) * FRAME
    return { dts: pts - 2n * FRAME, bytes: pes(PICTURE, pts, pts - 2n * FRAME, n === 0) }
  })
  const sounds = Array.from({ length: 50 }, (_, n) => {
    const pts = from + (BigInt(n) * SECOND) / 50n
    return { dts: pts, bytes: pes(SOUND, pts) }
  })
  return [...frames, ...sounds].toSorted((a, b) => Number(a.dts - b.dts)).map(({ bytes }) => bytes)
}

const seconds = (from: bigint, count: number): Buffer[] =>
  Array.from({ length: count }, (_, n) => second(from + BigInt(n) * SECOND)).flat()

describe('a transport stream in pieces', () => {
  it('has sound in the piece whose range holds its time, though it follows the key frame', () => {
    const before = pes(SOUND, 2n * SECOND - 1n)
    const after = pes(SOUND, 2n * SECOND)
    const key = pes(PICTURE, 2n * SECOND, 2n * SECOND - 2n * FRAME, true)
    const rest = [pes(PICTURE, 2n * SECOND + FRAME, 2n * SECOND - FRAME), pes(PICTURE, 3n * SECOND)]
    const { pieces, misplaced } = cut([...second(SECOND), key, before, rest[0]!, after, rest[1]!])
    expect(pieces).toHaveLength(2)
    expect([holds(pieces[0], before), holds(pieces[1], before)]).toEqual([true, false])
    expect([holds(pieces[0], after), holds(pieces[1], after)]).toEqual([false, true])
    expect(misplaced).toBeNull()
  })

  it('says so where sound comes so late that its piece is gone', () => {
    const late = pes(SOUND, SECOND + 1n)
    expect(cut([...seconds(SECOND, 3), late]).misplaced).toContain('before its piece')
  })

  it('says so where sound comes so early that its piece has not begun', () => {
    const early = pes(SOUND, 2n * SECOND + FRAME)
    expect(cut([...second(SECOND), early, ...second(2n * SECOND)]).misplaced).toContain('after its piece')
  })

  it('begins a piece with the leading pictures of an open group, and the sound from there on', () => {
    const at = 2n * SECOND
    const key = pes(PICTURE, at + 2n * FRAME, at - FRAME, true)
    const leading = [pes(PICTURE, at, at), pes(PICTURE, at + FRAME, at + FRAME)]
    const sound = pes(SOUND, at + 1n)
    const { pieces, misplaced } = cut([...second(SECOND), key, sound, ...leading, pes(PICTURE, at + 3n * FRAME)])
    expect(pieces[1]!.times!.start).toBe(2_000_000_000n)
    expect([key, sound, ...leading].map((it) => holds(pieces[1], it))).toEqual([true, true, true, true])
    expect(misplaced).toBeNull()
  })

  it('counts its seconds from its beginning, also where that lies in the middle of a group', () => {
    const at = (hundredths: bigint) => (hundredths * SECOND) / 100n
    const rest = Array.from({ length: 10 }, (_, n) => pes(PICTURE, at(160n) + BigInt(n) * FRAME))
    const keys = [200n, 225n, 250n, 275n].map((it) => pes(PICTURE, at(it), at(it), true))
    const { pieces } = cut([...rest, ...keys], 0.5)
    expect(pieces.map((it) => it.times!.start)).toEqual([1_600_000_000n, 2_250_000_000n, 2_750_000_000n])
  })

  it('begins each piece with the whole of its tables, though they have several packets', () => {
    const parts = [table(PAT, 0), table(PMT, 0), table(PMT, 1, false), table(PMT, 2, false)]
    const { pieces } = cut([...parts, ...second(SECOND), ...second(2n * SECOND), ...second(3n * SECOND)])
    expect(pieces).toHaveLength(3)
    for (const { packets } of pieces) expect(packets.slice(0, 4)).toEqual(parts)
  })

  it('goes on where its clock begins anew within a piece, and is not cut there', () => {
    const from = TURN - SECOND / 2n
    const { pieces, misplaced } = cut([...second(from), ...second(from + SECOND)])
    expect(pieces).toHaveLength(2)
    const { start, last, coveredEnd } = pieces[0]!.times!
    expect(last - start).toBe(960_000_000n)
    expect(coveredEnd >= last).toBe(true)
    // On the clock that its own packets have.
    expect(pieces[1]!.times!.start / 1000n).toBe(500_000n)
    expect(misplaced).toBeNull()
  })

  it('keeps every packet in one piece where it begins within a group of pictures', () => {
    const [, ...withoutKey] = seconds(SECOND, 4)
    const { pieces, misplaced } = cut(withoutKey, 2)
    expect(pieces.flatMap((it) => it.packets)).toHaveLength(withoutKey.length)
    expect(misplaced).toBeNull()
  })
})
