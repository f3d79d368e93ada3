import type { StoreSegment } from '../../src-shared/store-content.ts'
import { isEmpty, parseTimeRange } from '../../src-shared/time/timerange.ts'
import { toSeconds } from '../../src-shared/time/timestamp.ts'

/** A segment on the screen's clock: seconds of the flow's timeline. */
export interface PlacedSegment extends StoreSegment {
  readonly from: number
  readonly to: number
}

/** The part of the timeline that is on screen, in seconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What is on screen, and how many pixels wide it is. */
export interface Scale {
  readonly span: Span
  readonly width: number
}

/** Where a second of the flow's timeline is, in pixels from the left. */
export const toPixels = (seconds: number, { span, width }: Scale): number =>
  ((seconds - span.from) / (span.to - span.from)) * width

/** Segments in the order of time; those whose timerange says nothing are left out. */
export function place(segments: readonly StoreSegment[]): PlacedSegment[] {
  return segments
    .flatMap((it) => {
      const range = parseTimeRange(it.timerange)
      if (range?.start == null || range.end == null || isEmpty(range)) return []
      return [{ ...it, from: toSeconds(range.start), to: toSeconds(range.end) }]
    })
    .sort((a, b) => a.from - b.from || a.to - b.to)
}

/** From the first to the last; an instant (a still) is given a second, so that it can be seen. */
export function wholeSpan(placed: readonly PlacedSegment[]): Span {
  const [first] = placed
  if (!first) return { from: 0, to: 1 }
  const to = Math.max(...placed.map((it) => it.to))
  return { from: first.from, to: to > first.from ? to : first.from + 1 }
}

const SHORTEST_SECONDS = 0.1

/**
 * Zooms around a place that stays where it is on the screen; never beyond the whole, never so far that nothing is left.
 */
export function zoomed(span: Span, whole: Span, factor: number, around: number): Span {
  const wanted = (span.to - span.from) * factor
  const length = Math.min(whole.to - whole.from, Math.max(SHORTEST_SECONDS, wanted))
  const share = (around - span.from) / (span.to - span.from)
  return within({ from: around - share * length, to: around + (1 - share) * length }, whole)
}

/** Moves along, and stops at the ends. */
export const panned = (span: Span, whole: Span, seconds: number): Span =>
  within({ from: span.from + seconds, to: span.to + seconds }, whole)

function within({ from, to }: Span, whole: Span): Span {
  const length = to - from
  const begin = Math.max(whole.from, Math.min(from, whole.to - length))
  return { from: begin, to: begin + length }
}

const STEPS = [
  0.04, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
] as const

/** Where the ruler has a mark: at round times, so many at most. */
export function ticks({ from, to }: Span, most: number): number[] {
  const step = STEPS.find((it) => (to - from) / it <= most) ?? (to - from) / most
  const found: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(Number(at.toFixed(3)))
  return found
}

/**
 * What is drawn: neighbours that would share a pixel are drawn as one, so that ten thousand segments cost what the
 * screen has room for.
 */
export function drawn(
  placed: readonly PlacedSegment[],
  span: Span,
  width: number,
): { readonly from: number; readonly to: number; readonly at: number; readonly count: number }[] {
  const perPixel = (span.to - span.from) / Math.max(1, width)
  const bars: { from: number; to: number; at: number; count: number }[] = []
  for (const [at, { from, to }] of placed.entries()) {
    if (to < span.from || from > span.to) continue
    const last = bars.at(-1)
    if (last && from <= last.to + perPixel && to - last.from < 3 * perPixel) {
      last.to = Math.max(last.to, to)
      last.count += 1
    } else {
      bars.push({ from, to: Math.max(to, from), at, count: 1 })
    }
  }
  return bars
}

/** `0:04.20`, `1:02:03`: as exact as the step of the ruler needs. */
export function clockWords(seconds: number, isFine: boolean): string {
  const sign = seconds < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(seconds))
  const two = (it: number) => String(it).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const base =
    hours > 0
      ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
      : `${Math.floor(whole / 60)}:${two(whole % 60)}`
  return `${sign}${base}${isFine ? (Math.abs(seconds) % 1).toFixed(2).slice(1) : ''}`
}
