import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { classNames } from './class-names.ts'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'main' | 'plain' | 'quiet' | 'danger'
  readonly icon?: ReactNode
}

const looks = {
  main: 'bg-accent text-accent-ink hover:brightness-110 font-medium',
  plain: 'bg-raised text-text border border-line hover:bg-sunken',
  quiet: 'text-muted hover:text-text hover:bg-sunken',
  danger: 'bg-raised text-bad border border-line hover:bg-bad-soft',
} as const

export function Button({ look = 'plain', icon, children, className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        'inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-lg px-3 text-[13px]',
        'whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-45',
        looks[look],
        className,
      )}
    >
      {icon}
      {children}
    </button>
  )
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Its name for those who cannot see the icon, and the hint for those who can. */
  readonly label: string
  readonly icon: ReactNode
}

export function IconButton({ label, icon, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classNames(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted',
        'transition-colors hover:bg-sunken hover:text-text disabled:opacity-30',
        className,
      )}
    >
      {icon}
    </button>
  )
}
