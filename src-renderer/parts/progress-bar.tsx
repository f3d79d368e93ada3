import { classNames } from './class-names.ts'
interface ProgressBarProps {
  readonly share: number
  readonly label: string
  readonly tone?: 'accent' | 'good' | 'quiet'
}

const tones = { accent: 'bg-accent', good: 'bg-good', quiet: 'bg-muted/60' } as const

/** Moves by transform alone, so that progress never costs a layout. */
export function ProgressBar({ share, label, tone = 'accent' }: ProgressBarProps) {
  const percent = Math.floor(share * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 w-full overflow-hidden rounded-full bg-track"
    >
      <div
        className={classNames(
          'h-full w-full origin-left rounded-full transition-transform duration-150 ease-linear',
          tones[tone],
        )}
        style={{ transform: `scaleX(${Math.max(0, Math.min(1, share))})` }}
      />
    </div>
  )
}
