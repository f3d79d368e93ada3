import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { closeDialog } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'

interface DialogProps {
  readonly title: string
  readonly about?: string
  readonly width?: string
  readonly footer: ReactNode
  /** It holds nothing to press or to type in: then the text itself takes the focus, so that keys can scroll it. */
  readonly isText?: boolean
  readonly children: ReactNode
}

/** The frame of every dialog: named, closed by Escape, focus kept inside and given back. */
export function Dialog({ title, about, width = 'max-w-lg', footer, isText = false, children }: DialogProps) {
  return (
    <Radix.Root
      open
      onOpenChange={(open) => {
        if (!open) closeDialog()
      }}
    >
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          aria-describedby={about ? undefined : ''}
          className={classNames(
            'fixed top-1/2 left-1/2 z-50 flex max-h-[min(86vh,860px)] w-[calc(100vw-2rem)]',
            '-translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-2xl border',
            'border-line bg-raised shadow-lift',
            width,
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-[15px] font-semibold">{title}</Radix.Title>
              {about ? <Radix.Description className="mt-0.5 text-muted">{about}</Radix.Description> : null}
            </div>
            <Radix.Close asChild>
              <IconButton label={words.close} icon={<X size={16} />} />
            </Radix.Close>
          </header>
          <div
            {...(isText ? { tabIndex: 0, role: 'region', 'aria-label': title } : {})}
            className="min-h-0 flex-1 overflow-y-auto px-5 pb-4 focus-visible:-outline-offset-2"
          >
            {children}
          </div>
          <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
            {footer}
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
