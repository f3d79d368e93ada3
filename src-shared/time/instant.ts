import type { Nanoseconds } from './timestamp.ts'

/** An instant of a calendar, in nanoseconds since 1970 as computers count them, without leap seconds. */
export interface Instant {
  readonly at: Nanoseconds
  /** As the clock on the wall showed it: later than `at` by the time zone. */
  readonly onTheWall: Nanoseconds
}

const FORM = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|([+-])(\d{2}):?(\d{2}))?$/i
const MINUTE = 60_000_000_000n

/** Reads ISO 8601; without a zone it counts as UTC. Null where the text is none, or there is no such day. */
export function parseInstant(text: string): Instant | null {
  const match = FORM.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hours, minutes, seconds = '00', fraction = '', , sign, zoneHours = '0', zone = '0'] = match
  const whole = `${year}-${month}-${day}T${hours}:${minutes}:${seconds}`
  const ms = Date.parse(`${whole}Z`)
  // 30 February is 2 March to some.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(whole)) return null
  const onTheWall = BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
  const ahead = (BigInt(zoneHours) * 60n + BigInt(zone)) * MINUTE
  return { at: sign === '-' ? onTheWall + ahead : onTheWall - ahead, onTheWall }
}
