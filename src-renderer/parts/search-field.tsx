import { Search } from 'lucide-react'

interface SearchFieldProps {
  /** By which Ctrl+F finds it. */
  readonly id: string
  readonly label: string
  readonly value: string
  readonly onSearch: (search: string) => void
  readonly className: string
}

/** The field over a list that searches it. */
export function SearchField({ id, label, value, onSearch, className }: SearchFieldProps) {
  return (
    <div className={`relative ${className}`}>
      <Search size={14} className="pointer-events-none absolute top-2 left-2.5 text-muted" aria-hidden />
      <input
        id={id}
        type="text"
        aria-label={label}
        placeholder={label}
        title="Ctrl+F"
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onSearch(event.target.value)}
        className="h-7.5 w-full rounded-lg border border-line bg-sunken pr-2 pl-8 placeholder:text-muted"
      />
    </div>
  )
}
