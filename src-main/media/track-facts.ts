import type { HiddenPackets, Track } from '../../src-shared/media-facts.ts'
import { divideRounded, formatRational, parseRational } from '../../src-shared/time/rational.ts'
import { formatTimeRange, instant, timeRange } from '../../src-shared/time/timerange.ts'
import { formatTimestamp, ticksToNanoseconds } from '../../src-shared/time/timestamp.ts'
import { codecMime } from './mime-types.ts'
import type { Presentation, Times } from './presentation.ts'
import { rotationOf, timeBaseOf, type RawStream } from './raw-media.ts'

/** What `ffprobe` knows of the file that bears on a single track. */
export interface FileContext {
  readonly isImage: boolean
  /** Whether every packet was seen; only then are counts counts. */
  readonly complete: boolean
  readonly timecode: string | null
  /** Of this track. */
  readonly hidden?: HiddenPackets | undefined
}

/** Of a track that nobody read, or whose reader knows only little. */
export const UNKNOWN_TRACK: Omit<Track, 'codec'> = {
  index: 0,
  kind: 'data',
  width: null,
  height: null,
  rotation: null,
  pixelAspect: null,
  frameRate: null,
  vfr: false,
  interlace: null,
  bitDepth: null,
  chroma: null,
  colourSpace: null,
  transfer: null,
  sampleRate: null,
  channels: null,
  channelLayout: null,
  timecode: null,
  language: null,
  containerId: null,
  bitRate: null,
  timerange: null,
  samples: null,
  keyFrames: null,
  lastDuration: null,
}

/** Says what is true of one stream, from its header and from its packets; the packets win. */
export function trackFacts(stream: RawStream, seen: Presentation | undefined, context: FileContext): Track {
  const kind = trackKind(stream)
  const isPicture = kind === 'video' || kind === 'cover'
  const rate = kind === 'video' && seen ? seen.rate : { rate: null, vfr: false }
  const times = kind === 'video' || kind === 'audio' ? (seen?.times ?? promised(stream)) : null
  return {
    index: stream.index,
    kind,
    codec: codecMime(
      stream.codec_name,
      kind === 'cover' || (kind === 'video' && context.isImage),
      isPicture ? 'video' : kind === 'audio' ? 'audio' : 'other',
    ),
    width: isPicture ? positive(stream.width) : null,
    height: isPicture ? positive(stream.height) : null,
    rotation: kind === 'video' ? integer(rotationOf(stream)) || null : null,
    pixelAspect: kind === 'video' ? pixelAspect(stream.sample_aspect_ratio) : null,
    frameRate: rate.rate ? formatRational(rate.rate) : null,
    vfr: rate.vfr,
    interlace: kind === 'video' ? interlace(stream.field_order) : null,
    bitDepth:
      kind === 'video'
        ? positive(stream.bits_per_raw_sample)
        : kind === 'audio'
          ? (positive(stream.bits_per_raw_sample) ?? positive(stream.bits_per_sample))
          : null,
    chroma: kind === 'video' ? chroma(String(stream.pix_fmt ?? '')) : null,
    colourSpace: kind === 'video' ? colourSpace(stream) : null,
    transfer: kind === 'video' ? transfer(String(stream.color_transfer ?? '')) : null,
    sampleRate: kind === 'audio' ? positive(stream.sample_rate) : null,
    channels: kind === 'audio' ? positive(stream.channels) : null,
    channelLayout: kind === 'audio' ? known(stream.channel_layout) : null,
    timecode: known(stream.tags?.['timecode']) ?? (kind === 'video' ? context.timecode : null),
    language: language(stream.tags?.['language']),
    containerId: integer(stream.id),
    bitRate: positive(stream.bit_rate),
    timerange: times && rangeOf(times),
    samples: sampleCount(kind, stream, seen, context),
    keyFrames: kind === 'video' && context.complete && seen ? seen.keySamples : null,
    lastDuration: times?.end == null ? null : formatTimestamp(times.end - times.last),
    ...(stream.codec_name && (kind === 'video' || kind === 'audio') ? { coding: codingOf(stream) } : {}),
    ...(context.complete && (kind === 'video' || kind === 'audio') ? { packets: packetsOf(seen, context.hidden) } : {}),
    ...(context.hidden ? { hidden: context.hidden } : {}),
  }
}

/** A cover is no video, nor is a stream without size; sound without a sample rate is only promised, not there. */
function trackKind(stream: RawStream): Track['kind'] {
  const flag = (name: string) => stream.disposition?.[name] === 1
  switch (stream.codec_type) {
    case 'video':
      return flag('attached_pic') ? 'cover' : positive(stream.width) && positive(stream.height) ? 'video' : 'data'
    case 'audio':
      return positive(stream.sample_rate) && positive(stream.channels) ? 'audio' : 'data'
    case 'subtitle':
      return 'subtitle'
    case undefined:
    default:
      return 'data'
  }
}

/** What only a header promises, where a file has no packets to read. */
function promised(stream: RawStream): Times | null {
  const start = ticks(stream.start_pts) ?? 0n
  const duration = ticks(stream.duration_ts)
  if (duration === null || duration <= 0n) return null
  const ns = (it: bigint) => ticksToNanoseconds(it, timeBaseOf(stream))
  return { start: ns(start), last: ns(start), end: ns(start + duration) }
}

/** A last sample that may last any time is a moment. */
const rangeOf = ({ start, last, end }: Times): string =>
  formatTimeRange(
    end !== null && end > start ? timeRange(start, end) : last > start ? timeRange(start, last) : instant(start),
  )

/** Frames of video are packets; samples of uncompressed sound follow from its exact duration. */
function sampleCount(
  kind: Track['kind'],
  stream: RawStream,
  seen: Presentation | undefined,
  context: FileContext,
): number | null {
  if (!context.complete || !seen) return null
  if (kind === 'video') return seen.samples
  const sampleRate = positive(stream.sample_rate)
  const { start, end } = seen.times
  return kind === 'audio' && sampleRate && end !== null
    ? Number(divideRounded((end - start) * BigInt(sampleRate), 1_000_000_000n))
    : null
}

const packetsOf = (seen: Presentation | undefined, hidden: HiddenPackets | undefined): number =>
  (seen?.packets ?? 0) + (hidden ? hidden.before + hidden.between + hidden.after : 0)

/** Source: WebM container guidelines, alpha channel; muxers write the tag in either case. */
const codingOf = ({ codec_name: name = '', tags = {} }: RawStream): string =>
  String(tags['alpha_mode'] ?? tags['ALPHA_MODE'] ?? '') === '1' ? `${name} with alpha` : name

function interlace(order: RawStream['field_order']): Track['interlace'] {
  if (order === 'progressive') return 'progressive'
  if (order === 'tt' || order === 'tb') return 'interlaced_tff'
  if (order === 'bb' || order === 'bt') return 'interlaced_bff'
  return null
}

/** The ratio of chroma to luma samples, from the pixel format's name; null for RGB and grey. */
function chroma(pixelFormat: string): Track['chroma'] {
  if (/^(yuvj?|yuva)420|^nv12|^nv21|^p01\d/.test(pixelFormat)) return { horizontal: 2, vertical: 2 }
  if (/^(yuvj?|yuva)422|^nv16|^p21\d|^uyvy|^yuyv/.test(pixelFormat)) return { horizontal: 2, vertical: 1 }
  if (/^(yuvj?|yuva)444|^nv24|^p41\d/.test(pixelFormat)) return { horizontal: 1, vertical: 1 }
  if (/^yuvj?411/.test(pixelFormat)) return { horizontal: 4, vertical: 1 }
  return null
}

function colourSpace(stream: RawStream): Track['colourSpace'] {
  const primaries = String(stream.color_primaries ?? '')
  if (primaries === 'bt2020') return transfer(String(stream.color_transfer ?? '')) === 'SDR' ? 'BT2020' : 'BT2100'
  if (primaries === 'bt709') return 'BT709'
  return /^(smpte170m|bt470bg)$/.test(primaries) ? 'BT601' : null
}

function transfer(name: string): Track['transfer'] {
  if (name === 'smpte2084') return 'PQ'
  if (name === 'arib-std-b67') return 'HLG'
  return /^(bt709|smpte170m|bt470bg|gamma22|gamma28|iec61966-2-1|bt2020-10|bt2020-12)$/.test(name) ? 'SDR' : null
}

function pixelAspect(value: RawStream['sample_aspect_ratio']): string | null {
  const ratio = parseRational(String(value ?? ''))
  return ratio && ratio.numerator > 0n ? formatRational(ratio) : null
}

const known = (value: string | number | undefined): string | null => {
  const text = String(value ?? '').trim()
  return text === '' || text === 'unknown' || text === 'N/A' ? null : text
}

const language = (value: string | number | undefined): string | null => {
  const text = known(value)
  return text && text !== 'und' && /^[a-z]{2,3}(-\w+)?$/i.test(text) ? text : null
}

/** Reads `7`, `"-90"` and ffprobe's `0x1e1`. */
function integer(value: string | number | undefined): number | null {
  const number =
    typeof value === 'number' ? value : /^(-?\d+|0x[\da-f]+)$/i.test(value ?? '') ? Number(value) : Number.NaN
  return Number.isSafeInteger(number) ? number : null
}

const positive = (value: string | number | undefined): number | null => {
  const number = integer(value)
  return number !== null && number > 0 ? number : null
}

const ticks = (value: string | number | undefined): bigint | null => {
  const number = integer(value)
  return number === null ? null : BigInt(number)
}
