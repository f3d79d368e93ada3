import type { StoreFlow } from '../../src-shared/store-content.ts'
import { codecWord } from '../../src-shared/words/media-summary.ts'
import { locale, words } from '../words/words.ts'

/** A flow in a line: `1920×1080 · 25 fps · H.264`. */
export function flowSummary({ format, codec, width, height, rate, sampleRate, channels }: StoreFlow): string {
  const number = (it: number) => it.toLocaleString(locale, { maximumFractionDigits: 3, useGrouping: false })
  return [
    width !== null && height !== null ? `${width}×${height}` : '',
    rate === null ? '' : `${number(rate)} fps`,
    codec === null ? (format ?? '') : codecWord(codec),
    sampleRate === null ? '' : `${number(sampleRate / 1000)} kHz`,
    channels === null
      ? ''
      : channels === 1
        ? words.media.mono
        : channels === 2
          ? words.media.stereo
          : words.media.channels(channels),
  ]
    .filter(Boolean)
    .join(' · ')
}
