import { describe, expect, it } from 'vitest'
import type { TrackSpan } from '../../../src-main/media/cut/cut-points.ts'
import { missing } from '../../../src-main/media/cut/missing-from-pieces.ts'
import { chooseForm } from '../../../src-main/media/cut/piece-form.ts'
import type { Track } from '../../../src-shared/media-facts.ts'
import { factsWith } from '../../helpers/media-facts.ts'

const SECOND = 1_000_000_000n
const of = { timerange: '[0:0_9:0)', lastDuration: '0:40000000', packets: 225, samples: 225 }
const picture = { ...of, index: 0, kind: 'video', codec: 'video/h264', coding: 'h264' } as Track
const sound = { ...of, index: 1, kind: 'audio', codec: 'audio/aac', coding: 'aac' } as Track

const facts = factsWith({ tracks: [picture, sound] })
const form = chooseForm(facts).form!
const whole: TrackSpan = { first: 0n, last: 9n * SECOND - 40_000_000n, end: 9n * SECOND, packets: 225 }
const later = ({ first, last, end, packets }: TrackSpan, by: bigint): TrackSpan => ({
  first: first + by,
  last: last + by,
  end: end + by,
  packets,
})
/** What is missing where the second track, and then the first one too, came out so. */
const missingOf = (second: TrackSpan | null, first: TrackSpan = whole) =>
  missing(form, facts, new Map([[1, first], ...(second ? [[2, second] as const] : [])]))

describe('what the pieces do not have of a file', () => {
  it('is nothing where every track came out whole, on the file’s clock or on one of its own', () => {
    expect(missingOf(whole)).toBeNull()
    expect(missingOf(later(whole, 10n * SECOND), later(whole, 10n * SECOND))).toBeNull()
  })

  it('is nothing where only what primes a decoder is not shown, or times were rounded', () => {
    expect(missingOf(later(whole, 1_500_000n))).toBeNull()
    expect(missingOf({ ...whole, first: 90_000_000n })).toBeNull()
  })

  it('is nothing where a wrapper puts several packets into one', () => {
    const enhanced = { ...facts, tracks: [picture, { ...sound, codec: 'audio/eac3', coding: 'eac3' }] }
    const spans = new Map([
      [1, whole],
      [2, { ...whole, packets: 75 }],
    ])
    expect(missing(chooseForm(enhanced).form!, enhanced, spans)).toBeNull()
  })

  it.each([
    ['all of a track', null, 'the pieces have nothing of track 2'],
    ['its beginning', { ...whole, first: SECOND }, 'the pieces begin after the file does: track 2'],
    ['its end', { ...whole, last: 8n * SECOND, end: 8n * SECOND }, 'the pieces end before the file does: track 2'],
    ['packets of the middle', { ...whole, packets: 224 }, 'the pieces have 224 packets of track 2'],
    ['all but another time', later(whole, 2n * SECOND), 'track 2'],
  ])('may be %s', (_, span, said) => {
    expect(missingOf(span)).toContain(said)
  })
})
