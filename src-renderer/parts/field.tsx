import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react'

const control =
  'h-8 w-full rounded-lg border border-line bg-sunken px-2.5 text-text placeholder:text-muted aria-invalid:border-bad'

interface Common {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

/** A labelled text field; the hint and the error are read out with it. */
export function TextField({
  label,
  hint,
  error,
  className = '',
  ...rest
}: Common & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-muted">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={`${id}-about`}
        aria-invalid={error ? true : undefined}
        spellCheck={false}
        autoComplete="off"
        {...rest}
        className={control}
      />
      <p id={`${id}-about`} className={`mt-1 text-xs empty:hidden ${error ? 'text-bad' : 'text-muted'}`}>
        {error ?? hint}
      </p>
    </div>
  )
}

interface SelectFieldProps extends Common, SelectHTMLAttributes<HTMLSelectElement> {
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export function SelectField({ label, hint, error, options, className = '', ...rest }: SelectFieldProps) {
  const id = useId()
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-muted">
        {label}
      </label>
      <select id={id} aria-describedby={`${id}-about`} {...rest} className={control}>
        {options.map((it) => (
          <option key={it.value} value={it.value}>
            {it.label}
          </option>
        ))}
      </select>
      <p id={`${id}-about`} className="mt-1 text-xs text-muted empty:hidden">
        {error ?? hint}
      </p>
    </div>
  )
}

/** A labelled checkbox. */
export function CheckField({
  label,
  className = '',
  ...rest
}: { readonly label: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <p className={`flex items-center gap-2 ${className}`}>
      <input id={id} type="checkbox" {...rest} className="size-4 accent-(--accent)" />
      <label htmlFor={id}>{label}</label>
    </p>
  )
}

interface SmallSelectProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string) => void
}

/** A choice in a toolbar; its name is for screen readers and the hint. */
export function SmallSelect({ label, value, options, onChange }: SmallSelectProps) {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-7.5 rounded-lg border border-line bg-raised px-2 text-xs"
    >
      {options.map((it) => (
        <option key={it.value} value={it.value}>
          {it.label}
        </option>
      ))}
    </select>
  )
}

/** A labelled field for more than a line. */
export function TextArea({
  label,
  className = '',
  ...rest
}: { readonly label: string } & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId()
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-muted">
        {label}
      </label>
      <textarea id={id} rows={3} {...rest} className={`${control} h-auto resize-y py-1.5`} />
    </div>
  )
}
