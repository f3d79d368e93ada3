import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { notify } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { Button, IconButton } from './button.tsx'

/** A titled part of a panel. */
export function Section({
  title,
  aside = null,
  children,
}: {
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section aria-label={title}>
      <div className="mb-1.5 flex min-h-5 items-center justify-between gap-2">
        <h3 className="text-xs font-medium text-muted">{title}</h3>
        <div className="text-xs text-muted">{aside}</div>
      </div>
      {children}
    </section>
  )
}

/** A name and what it stands for, to be marked or copied. */
export function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div className="group flex items-start gap-2 border-b border-line/60 py-1.5 last:border-0">
      <dt className="w-22 shrink-0 text-xs leading-5 text-muted">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-start gap-2 text-xs leading-5">
        <span className="min-w-0 flex-1 break-all" data-selectable>
          {children}
        </span>
        <IconButton
          label={words.copyIt(name)}
          icon={<Copy size={12} />}
          onClick={() => copy(children, name)}
          className="size-5 opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
        />
      </dd>
    </div>
  )
}

/** Facts one below the other; what is not known is not shown. */
export function FactList({ facts }: { readonly facts: readonly (readonly [string, string | null | undefined])[] }) {
  return (
    <dl className="flex flex-col">
      {facts.map(([name, value]) =>
        value ? (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ) : null,
      )}
    </dl>
  )
}

const copy = (text: string, name: string): void =>
  void navigator.clipboard.writeText(text).then(() => notify(words.copied(name)))

interface CopyButtonProps {
  readonly text: () => string
  readonly look?: 'button' | 'icon'
  readonly className?: string
  readonly children: string
}

/** Copies what is made when it is asked for. */
export function CopyButton({ text, look = 'button', className = '', children }: CopyButtonProps) {
  const onClick = () => copy(text(), children)
  return look === 'icon' ? (
    <IconButton label={children} icon={<Copy size={12} />} onClick={onClick} className={`size-5 ${className}`} />
  ) : (
    <Button icon={<Copy size={13} aria-hidden />} onClick={onClick} className={className}>
      {children}
    </Button>
  )
}
