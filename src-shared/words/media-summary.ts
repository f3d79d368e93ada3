import { mediaBrief, type MediaBrief } from '../media-brief.ts'
import type { MediaFacts } from '../media-facts.ts'
import { durationInWords } from './quantities.ts'

const CODEC_WORDS: Readonly<Record<string, string>> = {
  'video/h264': 'H.264',
  'video/h265': 'HEVC',
  'video/AV1': 'AV1',
  'video/VP8': 'VP8',
  'video/VP9': 'VP9',
  'video/prores': 'ProRes',
  'video/x-dnxhd': 'DNxHD',
  'video/mpeg': 'MPEG-2',
  'video/mp4v-es': 'MPEG-4',
  'audio/aac': 'AAC',
  'audio/mpeg': 'MP3',
  'audio/x-raw-int': 'PCM',
  'audio/x-raw-float': 'PCM float',
  'audio/opus': 'Opus',
  'audio/ac3': 'AC-3',
  'audio/eac3': 'E-AC-3',
  'audio/vorbis': 'Vorbis',
  'audio/flac': 'FLAC',
}

/** The words of a summary that differ between languages. */
export interface SummaryWords {
  readonly locale: string
  readonly variableRate: string
  readonly mono: string
  readonly stereo: string
  readonly cutShort: string
  readonly channels: (n: number) => string
  readonly sounds: (n: number) => string
  readonly files: (n: number) => string
}

const english: SummaryWords = {
  locale: 'en',
  variableRate: 'variable rate',
  mono: 'mono',
  stereo: 'stereo',
  cutShort: 'cut short',
  channels: (n) => `${n} channels`,
  sounds: (n) => (n === 1 ? 'sound' : `${n} sound tracks`),
  files: (n) => `${n} files`,
}

/** What a file is in human words: `1920×1080 · 29.97 fps · H.264 · 5:12`. */
export function briefSummary(brief: MediaBrief, words: SummaryWords = english): string {
  const number = (it: number) => it.toLocaleString(words.locale, { maximumFractionDigits: 3, useGrouping: false })
  const { width, height, rate, vfr, hdr, sampleRate, channels, soundTracks, seconds, parts, truncated } = brief
  const isPicture = width !== null && height !== null
  return [
    isPicture ? `${width}×${height}` : '',
    isPicture ? (vfr ? words.variableRate : rate === null ? '' : `${number(rate)} fps`) : '',
    codecWord(brief.codec),
    hdr ? `HDR ${hdr}` : '',
    sampleRate ? `${number(sampleRate / 1000)} kHz` : '',
    channels ? (channels === 1 ? words.mono : channels === 2 ? words.stereo : words.channels(channels)) : '',
    soundTracks > 0 ? words.sounds(soundTracks) : '',
    seconds === null ? '' : durationInWords(seconds, words.locale),
    parts === null ? '' : words.files(parts),
    truncated ? words.cutShort : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The same of everything that is known of a file. */
export function mediaSummary(facts: MediaFacts): string {
  const brief = mediaBrief(facts)
  return brief ? briefSummary(brief) : ''
}

/** `H.264` for `video/h264`; for one without a word of its own, its MIME name in capitals. */
export const codecWord = (mime: string): string =>
  CODEC_WORDS[mime] ?? (mime.split('/')[1] ?? mime).replace(/^x-/, '').toUpperCase()
