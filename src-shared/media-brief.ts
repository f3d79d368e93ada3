import { z } from 'zod'
import { essenceTracks, type MediaFacts } from './media-facts.ts'
import { parseRational, toNumber } from './time/rational.ts'
import { parseTimeRange } from './time/timerange.ts'
import { toSeconds } from './time/timestamp.ts'

/** The few facts that a list shows of a file: small, because a queue has thousands. What is not known is null. */
export const mediaBriefSchema = z.object({
  codec: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** Pictures a second, to three decimals; null where it varies or is not known. */
  rate: z.number().nullable(),
  vfr: z.boolean(),
  hdr: z.enum(['HLG', 'PQ']).nullable(),
  sampleRate: z.number().nullable(),
  channels: z.number().nullable(),
  /** Sound tracks beside a picture. */
  soundTracks: z.number().int(),
  seconds: z.number().nullable(),
  parts: z.number().int().nullable(),
  truncated: z.boolean(),
})
export type MediaBrief = z.infer<typeof mediaBriefSchema>

/** Null for a file without essence. */
export function mediaBrief(facts: MediaFacts): MediaBrief | null {
  const picture = facts.tracks.find((it) => it.kind === 'video')
  const sounds = essenceTracks(facts).filter((it) => it.kind === 'audio')
  const main = picture ?? sounds[0]
  if (!main) return null
  const rate = main.frameRate ? parseRational(main.frameRate) : null
  const range = parseTimeRange(facts.timerange)
  const length = range?.start != null && range.end != null ? range.end - range.start : 0n
  return {
    codec: main.codec,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    rate: rate ? Number(toNumber(rate).toFixed(3)) : null,
    vfr: main.vfr,
    hdr: main.transfer === 'HLG' || main.transfer === 'PQ' ? main.transfer : null,
    sampleRate: picture ? null : main.sampleRate,
    channels: picture ? null : main.channels,
    soundTracks: picture ? sounds.length : 0,
    seconds: facts.kind !== 'image' && length > 0n ? toSeconds(length) : null,
    parts: facts.parts,
    truncated: facts.truncated,
  }
}
