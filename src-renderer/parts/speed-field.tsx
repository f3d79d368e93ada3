import { useState } from 'react'
import { locale, words } from '../words/words.ts'
import { TextField } from './field.tsx'

const BYTES_PER_MB = 1_000_000

interface SpeedFieldProps {
  readonly label: string
  readonly bytesPerSecond: number | null
  readonly onChange: (bytesPerSecond: number | null) => void
}

/** Megabytes a second, as text while it is typed; empty is no limit. */
export function SpeedField({ label, bytesPerSecond, onChange }: SpeedFieldProps) {
  const [text, setText] = useState(
    bytesPerSecond === null ? '' : (bytesPerSecond / BYTES_PER_MB).toLocaleString(locale, { useGrouping: false }),
  )
  const read = (typed: string) => Number(typed.replace(',', '.'))
  const isWrong = text.trim() !== '' && !(read(text) > 0)
  return (
    <TextField
      label={label}
      value={text}
      placeholder={words.now.noLimit}
      inputMode="decimal"
      hint="MB/s"
      error={isWrong ? words.settings.wrongNumber : undefined}
      onChange={(event) => {
        const typed = event.target.value
        setText(typed)
        if (typed.trim() === '') onChange(null)
        else if (read(typed) > 0) onChange(Math.max(1, Math.round(read(typed) * BYTES_PER_MB)))
      }}
    />
  )
}
