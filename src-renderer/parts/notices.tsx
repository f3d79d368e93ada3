import { CircleAlert, Check, X } from 'lucide-react'
import { dismiss, useWindow } from '../state/window-store.ts'
import { IconButton } from './button.tsx'
import { ProgressBar } from './progress-bar.tsx'

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
        {notices.filter((it) => it.tone === 'news').map((it) => (
          <div key={it.id} className="pointer-events-auto flex items-center gap-2 rounded-xl border border-line bg-raised px-3 py-2 shadow-lift">
            <Check size={15} className="text-good" aria-hidden />
            {it.text}
          </div>
        ))}
      </div>
      <div role="alert" className="flex flex-col gap-2">
        {notices.filter((it) => it.tone === 'trouble').map((it) => (
          <div key={it.id} className="pointer-events-auto flex items-start gap-2.5 rounded-xl border border-line bg-raised p-3 shadow-lift">
            <CircleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
            <div className="min-w-0 flex-1" data-selectable>
              <p className="font-medium">{it.text}</p>
              <p className="text-muted">{it.remedy}</p>
            </div>
            <IconButton label="Close this message" icon={<X size={14} />} onClick={() => dismiss(it.id)} />
          </div>
        ))}
      </div>
    </div>
  )
}
