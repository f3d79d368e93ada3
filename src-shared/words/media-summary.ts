import { essenceTracks, type MediaFacts, type Track } from '../media-facts.ts'
import { parseRational, toNumber } from '../time/rational.ts'
import { parseTimeRange } from '../time/timerange.ts'
import { toSeconds } from '../time/timestamp.ts'
import { durationInWords } from './quantities.ts'

const CODEC_WORDS: Readonly<Record<string, string>> = {
  'video/h264': 'H.264', 'video/h265': 'HEVC', 'video/AV1': 'AV1', 'video/VP8': 'VP8', 'video/VP9': 'VP9', 'video/prores': 'ProRes',
  'video/x-dnxhd': 'DNxHD', 'video/mpeg': 'MPEG-2', 'video/mp4v-es': 'MPEG-4', 'audio/aac': 'AAC', 'audio/mpeg': 'MP3', 'audio/x-raw-int': 'PCM',
  'audio/x-raw-float': 'PCM float', 'audio/opus': 'Opus', 'audio/ac3': 'AC-3', 'audio/eac3': 'E-AC-3', 'audio/vorbis': 'Vorbis', 'audio/flac': 'FLAC',
}

/** What a file is in human words: `1920×1080 · 29.97 · H.264 · 5:12`. */
export function mediaSummary(facts: MediaFacts): string {
  const picture = facts.tracks.find((it) => it.kind === 'video')
  const sounds = essenceTracks(facts).filter((it) => it.kind === 'audio')
  const parts = picture ? pictureWords(picture) : sounds[0] ? soundWords(sounds[0]) : []
  if (picture && sounds.length > 0) parts.push(sounds.length === 1 ? 'sound' : `${sounds.length} sound tracks`)
  const range = parseTimeRange(facts.timerange)
  if (facts.kind !== 'image' && range?.start != null && range.end != null && range.end > range.start) parts.push(durationInWords(toSeconds(range.end - range.start)))
  if (facts.parts !== null) parts.push(`${facts.parts} files`)
  if (facts.truncated) parts.push('cut short')
  return parts.join(' · ')
}

function pictureWords(track: Track): string[] {
  const rate = track.frameRate ? parseRational(track.frameRate) : null
  return [
    track.width && track.height ? `${track.width}×${track.height}` : '',
    track.vfr ? 'variable rate' : rate ? `${Number(toNumber(rate).toFixed(3))} fps` : '',
    codecWord(track.codec),
    track.transfer && track.transfer !== 'SDR' ? `HDR ${track.transfer}` : '',
  ].filter(Boolean)
}

function soundWords(track: Track): string[] {
  return [
    codecWord(track.codec),
    track.sampleRate ? `${track.sampleRate / 1000} kHz` : '',
    track.channels ? (track.channels === 1 ? 'mono' : track.channels === 2 ? 'stereo' : `${track.channels} channels`) : '',
  ].filter(Boolean)
}

const codecWord = (mime: string): string => CODEC_WORDS[mime] ?? (mime.split('/')[1] ?? mime).replace(/^x-/, '').toUpperCase()
