/**
 * When a Broadcast Wave begins, counted in samples since midnight: exact where a timecode would need a frame rate. Null
 * where it does not say.
 *
 * Source: EBU Tech 3285, `TimeReference`.
 */
export function broadcastTime(samples: number, sampleRate: number): string | null {
  if (!Number.isSafeInteger(samples) || samples <= 0 || !(sampleRate > 0)) return null
  const whole = Math.floor(samples / sampleRate)
  const two = (it: number) => String(it).padStart(2, '0')
  return (
    `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}+` +
    `${samples % sampleRate}/${sampleRate}`
  )
}
