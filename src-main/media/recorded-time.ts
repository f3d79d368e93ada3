import { parseInstant } from '../../src-shared/time/instant.ts'
import { formatRational, parseRational } from '../../src-shared/time/rational.ts'
import type { RawMedia } from './raw-media.ts'

/** Before that nobody wrote such files: the zero of a clock that was never set (1904, 1970, 1980). */
const FIRST_YEAR = 1990

/**
 * When media was recorded, in ISO 8601, by its own account; undefined where it does not say.
 *
 * Apple's cameras say it with their time zone, others in UTC (`creation_time`), a Broadcast Wave as a day and a time
 * without a zone. Source: ISO/IEC 14496-12, `mvhd`; QuickTime metadata keys; EBU Tech 3285, `OriginationDate`, whose
 * parts a hyphen, a colon, an underscore, a space or a full stop may divide.
 */
export function recordedTime({ format, streams }: RawMedia): string | undefined {
  const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
  const tags = format.tags ?? {}
  const day = /^(\d{4})[-:_ .](\d{2})[-:_ .](\d{2})$/.exec(text(tags['date']))
  const time = /^(\d{2})[-:_ .](\d{2})[-:_ .](\d{2})$/.exec(text(tags['creation_time']))
  const said = [
    text(tags['com.apple.quicktime.creationdate']),
    day && time ? `${day.slice(1).join('-')}T${time.slice(1).join(':')}` : '',
    text(tags['creation_time']),
    ...streams.map((it) => text(it.tags?.['creation_time'])),
  ]
  const found = said.find((it) => parseInstant(it) !== null && Number(it.slice(0, 4)) >= FIRST_YEAR)
  // Apple writes +0200, ffmpeg six digits of zeros.
  return found?.replace(/\.0+(?=Z|[+-]|$)/, '').replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
}

/** Pictures a second that a timecode counts, where its track says so. Source: QuickTime file format, `tmcd`. */
export function timecodeRate({ streams }: RawMedia): string | undefined {
  const track = streams.find((it) => it.codec_tag_string === 'tmcd')
  const rate = parseRational(String(track?.avg_frame_rate ?? ''))
  return rate === null || rate.numerator <= 0n ? undefined : formatRational(rate)
}
