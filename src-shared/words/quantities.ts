const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

const formats = new Map<string, Intl.NumberFormat>()
/** Making a number format costs more than using it a thousand times. */
function decimal(value: number, digits: number, locale: string): string {
  const key = `${locale} ${digits}`
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false })
  formats.set(key, format)
  return format.format(value)
}

/** `1.4 GB`: powers of 1000 as on every drive's label; one decimal below 100 so that widths stay calm. */
export function bytesInWords(bytes: number, locale = 'en'): string {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : decimal(value, 1, locale)} ${UNITS[unit]}`
}

/** `38 MB/s`. */
export const speedInWords = (bytesPerSecond: number, locale = 'en'): string =>
  `${bytesInWords(bytesPerSecond, locale)}/s`

/** A media duration as on a player: `5:12`, `1:02:03`; below a minute with tenths, `4.2 s`. */
export function durationInWords(seconds: number, locale = 'en'): string {
  if (seconds < 59.95) return `${decimal(seconds, 1, locale)} s`
  const whole = Math.round(seconds)
  const two = (it: number) => String(it).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** Time left, rounded as a person would say it: `5 s`, `2 min`, `1 h 10 min`. Whoever shows it says "about". */
export function roughTime(seconds: number): string {
  if (seconds < 60) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rounded = Math.round(minutes / 10) * 10
  return rounded % 60 === 0 ? `${rounded / 60} h` : `${Math.floor(rounded / 60)} h ${rounded % 60} min`
}

/** `about 2 min`. */
export const timeLeftInWords = (seconds: number): string => `about ${roughTime(seconds)}`

/** `1 file`, `3 files`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`
