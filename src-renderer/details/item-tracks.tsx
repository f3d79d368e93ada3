import type { MediaFacts, Track } from '../../src-shared/media-facts.ts'
import { codecWord } from '../../src-shared/words/media-summary.ts'
import { Section } from '../parts/facts.tsx'
import { locale, words } from '../words/words.ts'

/** What is inside a file, track by track, as exactly as it is known. */
export function ItemTracks({ facts }: { readonly facts: MediaFacts | null }) {
  if (!facts) return null
  return (
    <Section title={words.tracks.title} aside={facts.container}>
      <ul className="flex flex-col gap-1.5">
        {facts.tracks.map((track) => (
          <li key={track.index} className="rounded-lg bg-sunken px-2.5 py-1.5 text-xs">
            <p className="font-medium">
              {words.tracks.kinds[track.kind]} · {codecWord(track.codec)}
              {track.language ? ` · ${track.language}` : ''}
            </p>
            <p className="text-muted" data-selectable>
              {trackWords(track).join(' · ')}
            </p>
          </li>
        ))}
      </ul>
      {facts.timecode ? (
        <p className="mt-1.5 text-xs text-muted" data-selectable>
          {words.tracks.timecode} {facts.timecode}
        </p>
      ) : null}
      <p className="mt-1.5 text-xs break-all text-muted" data-selectable>
        {words.details.facts.timerange} {facts.timerange}
      </p>
    </Section>
  )
}

function trackWords(track: Track): string[] {
  const { tracks, media } = words
  const number = (it: number) => it.toLocaleString(locale, { maximumFractionDigits: 3 })
  return [
    track.width !== null && track.height !== null ? `${track.width}×${track.height}` : '',
    track.vfr ? media.variableRate : track.frameRate ? `${track.frameRate.replace(/\/1$/, '')} fps` : '',
    track.interlace && track.interlace !== 'progressive' ? tracks.interlaced : '',
    track.bitDepth ? tracks.bits(track.bitDepth) : '',
    track.colourSpace ?? '',
    track.transfer && track.transfer !== 'SDR' ? track.transfer : '',
    track.rotation ? tracks.rotated(track.rotation) : '',
    track.pixelAspect && track.pixelAspect !== '1/1' ? tracks.pixelAspect(track.pixelAspect) : '',
    track.sampleRate ? `${number(track.sampleRate / 1000)} kHz` : '',
    track.channels ? (track.channelLayout ?? media.channels(track.channels)) : '',
    track.bitRate ? `${number(Math.round(track.bitRate / 1000))} kbit/s` : '',
    track.timecode ? `${tracks.timecode} ${track.timecode}` : '',
  ].filter(Boolean)
}
