import { z } from 'zod'

/** One presigned PUT carries at most this. Source: S3. */
export const LARGEST_PUT_BYTES = 5 * 1024 ** 3

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const bytesPerSecond = z.number().int().positive().nullable()

/** One line of the schedule: on these days (0 is Sunday), from one time of day to another, this limit. Null is none. */
export const limitRuleSchema = z.object({
  days: z.array(z.number().int().min(0).max(6)).min(1),
  from: clockTime,
  to: clockTime,
  bytesPerSecond,
})
export type LimitRule = z.infer<typeof limitRuleSchema>

/** How fast uploads may go, all of them together. */
export const limitsSchema = z.object({
  bytesPerSecond,
  /** The first line that fits the time wins over the limit above. */
  schedule: z.array(limitRuleSchema).max(50),
})
export type Limits = z.infer<typeof limitsSchema>

export const noLimits: Limits = { bytesPerSecond: null, schedule: [] }

/** A moment as the clock on the wall shows it. */
export interface WallTime {
  readonly day: number
  readonly minutes: number
}

export const wallTime = (date: Date): WallTime => ({
  day: date.getDay(),
  minutes: date.getHours() * 60 + date.getMinutes(),
})

/**
 * The limit that holds now, in bytes a second; null where there is none. A rule that ends before it begins runs past
 * midnight.
 */
export function limitAt(limits: Limits, now: WallTime): number | null {
  const rule = limits.schedule.find((it) => {
    const [from, to] = [minutesOf(it.from), minutesOf(it.to)]
    const yesterday = (now.day + 6) % 7
    if (from === to) return it.days.includes(now.day)
    if (from < to) return it.days.includes(now.day) && now.minutes >= from && now.minutes < to
    return (it.days.includes(now.day) && now.minutes >= from) || (it.days.includes(yesterday) && now.minutes < to)
  })
  return rule ? rule.bytesPerSecond : limits.bytesPerSecond
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}
