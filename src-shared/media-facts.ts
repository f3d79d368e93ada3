import { z } from 'zod'

export const mediaKinds = ['video', 'audio', 'multi', 'image', 'none'] as const
/** Pictures of a file: one, some along its time, or the shape of its sound. */
export const pictureKinds = ['poster', 'strip', 'wave'] as const
export type PictureKind = (typeof pictureKinds)[number]
export const trackKinds = ['video', 'audio', 'subtitle', 'data', 'cover'] as const

/**
 * How many packets of a track an edit list hides: before what it shows, behind the last of it in the file, and between,
 * where others need them or it shows several stretches.
 */
const hiddenPacketsSchema = z.object({
  before: z.number().int(),
  between: z.number().int(),
  after: z.number().int(),
})
export type HiddenPackets = z.infer<typeof hiddenPacketsSchema>

/**
 * One track of a file, as far as it is known; what is not known is null, never guessed.
 *
 * `codec` is a MIME type. `frameRate` is an exact `N/D`, null where `vfr` is true or nothing can be known. `rotation`
 * is in degrees, as players turn the picture. `timerange` is on the media's own clock.
 */
export const trackSchema = z.object({
  index: z.number().int(),
  kind: z.enum(trackKinds),
  codec: z.string(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  rotation: z.number().int().nullable(),
  pixelAspect: z.string().nullable(),
  frameRate: z.string().nullable(),
  vfr: z.boolean(),
  interlace: z.enum(['progressive', 'interlaced_tff', 'interlaced_bff']).nullable(),
  bitDepth: z.number().int().nullable(),
  chroma: z.object({ horizontal: z.number().int(), vertical: z.number().int() }).nullable(),
  colourSpace: z.enum(['BT601', 'BT709', 'BT2020', 'BT2100']).nullable(),
  transfer: z.enum(['SDR', 'HLG', 'PQ']).nullable(),
  sampleRate: z.number().int().nullable(),
  channels: z.number().int().nullable(),
  channelLayout: z.string().nullable(),
  timecode: z.string().nullable(),
  language: z.string().nullable(),
  /** The container's own number of the track: an ISO track id or a transport stream PID. */
  containerId: z.number().int().nullable(),
  bitRate: z.number().int().nullable(),
  timerange: z.string().nullable(),
  samples: z.number().int().nullable(),
  keyFrames: z.number().int().nullable(),
  lastDuration: z.string().nullable(),
  /**
   * What ffmpeg calls the coding, which tells more than the MIME type: `mp2` and `mp3`. With ` with alpha` where
   * transparency lies beside the picture, as in WebM, and most decoders pass over it.
   */
  coding: z.string().optional(),
  /** All of its packets, with those that an edit list hides, where every one was seen. */
  packets: z.number().int().optional(),
  hidden: hiddenPacketsSchema.optional(),
})
export type Track = z.infer<typeof trackSchema>

/**
 * What is true of a media file; the result of a probe. `timerange` covers the essence tracks, on the media's own clock.
 */
export const mediaFactsSchema = z.object({
  kind: z.enum(mediaKinds),
  container: z.string(),
  timerange: z.string(),
  tracks: z.array(trackSchema),
  /** Average over the whole file, in bit/s. */
  bitRate: z.number().int().nullable(),
  timecode: z.string().nullable(),
  /** Pictures a second that the timecode counts, `N/D`, where it has a track of its own that says so. */
  timecodeRate: z.string().optional(),
  /** When it was recorded, in ISO 8601, as far as it says so itself; without a zone where that is not said. */
  recorded: z.string().optional(),
  /** It holds less than it promises: cut short, or still being written. */
  truncated: z.boolean().default(false),
  /** Its clock jumps: several recordings were joined, which `timerange` has one after the other. */
  clockJumps: z.literal(true).optional(),
  /** Of how many files an item is made, each a piece as it is; null for one file. */
  parts: z.number().int().positive().nullable().default(null),
  /** How all of those files looked when they were read: a digest of their paths, sizes and times; null for one file. */
  partsLook: z.string().nullable().default(null),
})
export type MediaFacts = z.infer<typeof mediaFactsSchema>

/** The tracks that carry content one would put on a timeline. */
export const essenceTracks = (facts: MediaFacts): Track[] =>
  facts.tracks.filter((it) => it.kind === 'video' || it.kind === 'audio')

/** The track a person means by "the" picture or sound of a file. */
export const mainTrack = (facts: MediaFacts): Track | undefined => {
  const essence = essenceTracks(facts)
  return essence.find((it) => it.kind === 'video') ?? essence[0]
}
