import type { Rational } from '../../src-shared/time/rational.ts'
import type { TimeRange } from '../../src-shared/time/timerange.ts'
import type { Nanoseconds } from '../../src-shared/time/timestamp.ts'

/** The content formats of TAMS. Source: TAMS 8.2, schema `content-format`. */
export const formatUrns = {
  video: 'urn:x-nmos:format:video',
  audio: 'urn:x-nmos:format:audio',
  image: 'urn:x-tam:format:image',
  data: 'urn:x-nmos:format:data',
  multi: 'urn:x-nmos:format:multi',
} as const
export type Format = keyof typeof formatUrns

/** A source we want to exist. Neutral: every dialect writes it in its own words. */
export interface SourceDraft {
  readonly id: string
  readonly format: Format
  readonly label: string
  readonly description: string | null
  readonly tags: Readonly<Record<string, string>>
  /** The guide's own fields. */
  readonly type: string | null
  readonly location: string | null
}

export interface VideoEssence {
  readonly width: number
  readonly height: number
  /** Null where it varies or cannot be known. */
  readonly rate: Rational | null
  readonly interlace: 'progressive' | 'interlaced_tff' | 'interlaced_bff' | null
  readonly bitDepth: number | null
  readonly colourSpace: string | null
  readonly transfer: string | null
  readonly aspect: Rational | null
  readonly pixelAspect: Rational | null
  readonly chroma: { readonly horizontal: number; readonly vertical: number } | null
}

export interface AudioEssence {
  readonly sampleRate: number
  readonly channels: number
  readonly bitDepth: number | null
  readonly uncompressed: boolean
}

/** Where a track lies in its container. Source: TAMS 8.2, schema `container-mapping`. */
export interface TrackPlace {
  readonly trackIndex: number
  readonly formatTrackIndex: number
  readonly isobmffTrackId: number | null
  readonly mp2tsPid: number | null
}

/** One track of a multi-essence flow: a mono flow with a source of its own and no container. */
export interface MemberDraft {
  readonly id: string
  readonly source: SourceDraft
  readonly label: string
  readonly role: string
  readonly codec: string
  readonly essence: Essence
  readonly place: TrackPlace
}

export type Essence =
  | { readonly format: 'video'; readonly video: VideoEssence }
  | { readonly format: 'audio'; readonly audio: AudioEssence }
  | { readonly format: 'image'; readonly width: number; readonly height: number }
  | { readonly format: 'data' }

export interface FlowDraft {
  readonly id: string
  readonly source: SourceDraft
  readonly label: string
  readonly description: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly container: string
  /** Of the essence a person means: the picture, else the sound. */
  readonly codec: string
  readonly essence: Essence
  /** More than one makes this a multi-essence flow. Empty for mono flows. */
  readonly members: readonly MemberDraft[]
  /** 1000 bit/s, as TAMS counts. */
  readonly averageKbps: number | null
  /** How long its segments are meant to be; null where it is one. */
  readonly segmentSeconds: number | null
}

/** Where one object may be written. */
export interface Allocation {
  readonly objectId: string
  readonly url: string
  /** Exactly the headers the URL was signed with. */
  readonly headers: Readonly<Record<string, string>>
}

export interface SegmentDraft {
  readonly objectId: string
  /** On the flow's timeline. */
  readonly timerange: TimeRange
  /** Flow time minus media time. */
  readonly offset: Nanoseconds
  readonly lastDuration: Nanoseconds | null
  readonly sampleCount: number | null
  readonly keyFrameCount: number | null
}
