import { CircleAlert, Check, X } from 'lucide-react'
import { dismiss, useWindow } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { Button, IconButton } from './button.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { classNames } from './class-names.ts'

/** Short messages at the edge. News is said politely, trouble at once; neither takes the focus. */
export function Notices() {
  const notices = useWindow((it) => it.notices)
  const busy = useWindow((it) => it.busy)
  return (
    <div className="pointer-events-none fixed right-4 bottom-4 z-60 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2">
      <div role="status" className="flex flex-col gap-2">
        {busy ? (
          <div className="pointer-events-auto rounded-xl border border-line bg-raised p-3 shadow-lift">
            <p className="mb-2">{busy.text}…</p>
            {busy.share === null ? null : <ProgressBar share={busy.share} label={busy.text} />}
          </div>
        ) : null}
        {notices
          .filter((it) => it.tone === 'news')
          .map(({ id, text, action }) => (
            <div
              key={id}
              className={classNames(
                'pointer-events-auto flex min-h-10 items-center gap-2 rounded-xl border border-line',
                'bg-raised py-1 pr-1 pl-3 shadow-lift',
              )}
            >
              <Check size={15} className="shrink-0 text-good" aria-hidden />
              <span className="flex-1">{text}</span>
              {action ? (
                <Button
                  look="quiet"
                  className="font-medium text-accent!"
                  title="Ctrl+Z"
                  onClick={() => {
                    action.act()
                    dismiss(id)
                  }}
                >
                  {action.label}
                </Button>
              ) : null}
            </div>
          ))}
      </div>
      <div role="alert" className="flex flex-col gap-2">
        {notices
          .filter((it) => it.tone === 'trouble')
          .map((it) => (
            <div
              key={it.id}
              className={classNames(
                'pointer-events-auto flex items-start gap-2.5 rounded-xl border border-line bg-raised p-3',
                'shadow-lift',
              )}
            >
              <CircleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
              <div className="min-w-0 flex-1" data-selectable>
                <p className="font-medium">{it.text}</p>
                <p className="text-muted">{it.remedy}</p>
              </div>
              <IconButton label={words.closeMessage} icon={<X size={14} />} onClick={() => dismiss(it.id)} />
            </div>
          ))}
      </div>
    </div>
  )
}
