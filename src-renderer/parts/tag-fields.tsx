import { Plus, X } from 'lucide-react'
import { words } from '../words/words.ts'
import { Button, IconButton } from './button.tsx'

/** Names and values, a line each. */
export function TagFields({
  tags,
  onChange,
}: {
  readonly tags: readonly (readonly [string, string])[]
  readonly onChange: (tags: readonly (readonly [string, string])[]) => void
}) {
  const { edit } = words
  const replace = (at: number, tag: readonly [string, string]) =>
    onChange(tags.map((it, index) => (index === at ? tag : it)))
  const field = 'h-8 min-w-0 rounded-lg border border-line bg-sunken px-2.5 placeholder:text-muted'
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted">{words.details.facts.tags}</legend>
      <ul className="flex flex-col gap-1.5">
        {tags.map(([name, value], at) => (
          <li key={at} className="flex items-center gap-2">
            <input
              aria-label={edit.tagName(at + 1)}
              placeholder={edit.name}
              value={name}
              onChange={(event) => replace(at, [event.target.value, value])}
              className={`${field} w-40`}
            />
            <input
              aria-label={edit.tagValue(at + 1)}
              placeholder={edit.value}
              value={value}
              onChange={(event) => replace(at, [name, event.target.value])}
              className={`${field} flex-1`}
            />
            <IconButton
              label={edit.removeTag(at + 1)}
              icon={<X size={15} />}
              onClick={() => onChange(tags.filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ul>
      <Button
        look="quiet"
        icon={<Plus size={14} aria-hidden />}
        className="mt-1"
        onClick={() => onChange([...tags, ['', '']])}
      >
        {edit.addTag}
      </Button>
    </fieldset>
  )
}
