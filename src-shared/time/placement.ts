import { mainTrack, type MediaFacts } from '../media-facts.ts'
import { failed, ok, type Outcome } from '../outcome.ts'
import { problem } from '../problems.ts'
import { atomicTime } from './atomic-time.ts'
import { parseInstant } from './instant.ts'
import { parseRational } from './rational.ts'
import { formatTimeRange, instant, parseTimeRange, shift, type TimeRange } from './timerange.ts'
import { parseTimecode, timeOfSamples, timeOfTimecode } from './timecode.ts'
import { formatTimestamp, parseTimestamp, type Nanoseconds } from './timestamp.ts'

/** Words for where a file lies on its flow; anything else is a time. */
export const placementWords = ['zero', 'timecode', 'recorded'] as const
export type PlacementWord = (typeof placementWords)[number]

/** Where a file lies on its flow, and how that is known. */
export interface Placement {
  /** Of the first sample that is presented, on the flow. */
  readonly origin: Nanoseconds
  /** In words, for a plan: `its timecode 10:00:00;00 on 2026-05-01, the day in its name`. */
  readonly because: string
}

/** What is known of a file beside its media. */
export interface NamedFile {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly modifiedMs: number
}

/** Whether this is a place on a timeline: one of the words, or a time that `placementOf` reads. */
export const isPlacement = (text: string): boolean =>
  (placementWords as readonly string[]).includes(text) ||
  parseTimestamp(text) !== null ||
  parseTimecode(text) !== null ||
  parseInstant(text) !== null

/**
 * Says where the first sample of a file lies on its flow.
 *
 * Instants are put on the scale that TAMS counts in (TAI). A timecode is the time since midnight of a day: the day that
 * the media was recorded, else the one in the file's name, else that of the file. A timecode says no time zone: it
 * counts as UTC, so that whatever one set of recorders wrote lies on one axis.
 *
 * @param choice one of the words; a TAMS timestamp; an instant in ISO 8601; a timecode, which is counted from zero
 * @returns `place-unknown` where the file does not say, `bad-call` where `choice` is none
 */
export function placementOf(choice: string, facts: MediaFacts, file: NamedFile): Outcome<Placement> {
  switch (choice) {
    case 'zero':
      return ok({ origin: 0n, because: 'the beginning of its own flow' })
    case 'timecode':
      return byTimecode(facts, file)
    case 'recorded':
      return byRecording(facts)
    default:
      return typed(choice, facts)
  }
}

function byTimecode(facts: MediaFacts, file: NamedFile): Outcome<Placement> {
  const { timecode } = facts
  if (timecode === null) return failed(problem('place-unknown', {}, 'There is no timecode in it.'))
  const since = timeOf(timecode, facts)
  if (since === null) return failed(problem('place-unknown', {}, noPicture(timecode, facts)))
  const { day, from } = dayOf(facts, file, since)
  const date = new Date(Number(day / MILLISECOND)).toISOString().slice(0, 10)
  return ok({ origin: atomicTime(day) + since, because: `its timecode ${timecode} on ${date}, ${from}` })
}

function byRecording({ recorded }: MediaFacts): Outcome<Placement> {
  const { at } = parseInstant(recorded ?? '') ?? {}
  if (at === undefined) return failed(problem('place-unknown', {}, 'It does not say when it was recorded.'))
  return ok({ origin: atomicTime(at), because: `recorded at ${recorded}` })
}

function typed(choice: string, facts: MediaFacts): Outcome<Placement> {
  const typedAt = parseInstant(choice)
  const origin = parseTimestamp(choice) ?? (typedAt ? atomicTime(typedAt.at) : timeOf(choice, facts))
  if (origin === null) return failed(problem('place-unknown', {}, noPicture(choice, facts)))
  return ok({ origin, because: `as typed: ${choice}` })
}

const rateOf = (facts: MediaFacts) => parseRational(facts.timecodeRate ?? mainTrack(facts)?.frameRate ?? '')

/** Since midnight. */
function timeOf(text: string, facts: MediaFacts): Nanoseconds | null {
  const timecode = parseTimecode(text)
  const rate = rateOf(facts)
  return timecode && rate ? timeOfTimecode(timecode, rate) : timeOfSamples(text)
}

const noPicture = (timecode: string, facts: MediaFacts): string =>
  rateOf(facts) === null
    ? `It does not say how many pictures a second the timecode ${timecode} counts.`
    : `No picture at its rate has the timecode ${timecode}.`

const MILLISECOND = 1_000_000n
const DAY = 86_400_000n * MILLISECOND
/** `20260501`, also before a time of day: `DJI_20260501100000_0001`. */
const DAY_IN_NAME = /(?:^|\D)((?:19|20)\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?=\d{6}(?!\d)|(?!\d))/

/**
 * Midnight of the day on which this timecode was, since 1970. A recorder's clock says the time where it is, and most
 * say when they recorded in UTC: so the day is that which brings both closest together.
 */
function dayOf(
  { recorded }: MediaFacts,
  { name, modifiedMs }: NamedFile,
  since: Nanoseconds,
): { readonly day: Nanoseconds; readonly from: string } {
  const { onTheWall } = parseInstant(recorded ?? '') ?? {}
  if (onTheWall !== undefined) {
    const sameDay = onTheWall - (onTheWall % DAY)
    const late = sameDay + since - onTheWall
    const day = late > DAY / 2n ? sameDay - DAY : late < -DAY / 2n ? sameDay + DAY : sameDay
    return { day, from: 'the day it was recorded' }
  }
  const [isThere, year, month, date] = DAY_IN_NAME.exec(name) ?? []
  const named = isThere === undefined ? null : parseInstant(`${year}-${month}-${date}T00:00`)
  if (named) return { day: named.at, from: 'the day in its name' }
  const modified = BigInt(Math.floor(modifiedMs)) * MILLISECOND
  return { day: modified - (modified % DAY), from: 'the day of the file' }
}

/** Where a whole file lies on its flow: its range there, and flow time minus the media's own. */
export function wholeRange(
  { timerange }: Pick<MediaFacts, 'timerange'>,
  origin: Nanoseconds,
): { readonly timerange: TimeRange; readonly offset: Nanoseconds } {
  const media = parseTimeRange(timerange) ?? instant(0n)
  const offset = origin - (media.start ?? 0n)
  return { timerange: shift(media, offset), offset }
}

/** A placement as a plan says it. */
export function planOfPlacement(
  facts: MediaFacts,
  { origin, because }: Placement,
): { readonly timerange: string; readonly tsOffset: string; readonly because: string } {
  const { timerange, offset } = wholeRange(facts, origin)
  return { timerange: formatTimeRange(timerange), tsOffset: formatTimestamp(offset), because }
}
