import { FilePlus2, FolderPlus, ListX, Monitor, Pause, Play, RotateCcw, Settings2, Server, TriangleAlert } from 'lucide-react'
import { bytesInWords, speedInWords, timeLeftInWords } from '../src-shared/words/quantities.ts'
import { Button, IconButton } from './parts/button.tsx'
import { ProgressBar } from './parts/progress-bar.tsx'
import { countQueue, queueSentence } from './queue/queue-counts.ts'
import { pause, pick, remove, resume, retry } from './state/commands.ts'
import { useQueue } from './state/queue-store.ts'
import { openDialog } from './state/window-store.ts'

/** What a person reaches for first: add, the whole queue's progress, and where it all goes. */
export function TopBar() {
  return (
    <header className="border-b border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-4 pt-3 pb-2.5">
        <h1 className="mr-2 flex items-center gap-2 text-[15px] font-semibold tracking-tight">
          <img src="./icon.svg" alt="" width={22} height={22} />
          Tamsin
        </h1>
        <Button look="main" icon={<FilePlus2 size={15} aria-hidden />} onClick={() => void pick('files')} title="Ctrl+O">Add files</Button>
        <Button icon={<FolderPlus size={15} aria-hidden />} onClick={() => void pick('folder')} title="Ctrl+Shift+O">Add folder</Button>
        <div className="flex-1" />
        <ConnectionButton />
        <IconButton label="Settings (Ctrl+,)" icon={<Settings2 size={16} />} onClick={() => openDialog({ name: 'settings' })} />
      </div>
      <WholeQueue />
    </header>
  )
}

function ConnectionButton() {
  const connection = useQueue((it) => it.connection)
  if (!connection) return null
  const { state, address, dialect, embedded } = connection
  const word = state === 'checking' ? 'Checking' : state === 'reachable' ? 'Connected' : 'Not reachable'
  const colour = state === 'reachable' ? 'bg-good' : state === 'unreachable' ? 'bg-bad' : 'bg-pending'
  const Icon = state === 'unreachable' ? TriangleAlert : embedded ? Monitor : Server
  return (
    <button
      type="button"
      onClick={() => openDialog({ name: 'connection' })}
      className="flex h-8 min-w-0 items-center gap-2 rounded-lg border border-line bg-raised px-2.5 transition-colors hover:bg-sunken"
    >
      <Icon size={15} className={state === 'unreachable' ? 'text-bad' : 'text-muted'} aria-hidden />
      <span className="sr-only">Connection: </span>
      <span className="max-w-56 truncate">{embedded ? 'Embedded store' : address}</span>
      {dialect && !embedded ? <span className="rounded bg-sunken px-1.5 text-xs text-muted">{dialect}</span> : null}
      <span className="flex items-center gap-1.5 text-xs text-muted"><span className={`size-2 rounded-full ${colour}`} aria-hidden />{word}</span>
    </button>
  )
}

function WholeQueue() {
  const items = useQueue((it) => it.items)
  const totals = useQueue((it) => it.totals)
  const counts = countQueue(items)
  const ids = () => [...items.keys()]
  const isSending = counts.active > 0
  const share = isSending && totals.bytesTotal > 0 ? totals.bytesSent / totals.bytesTotal : counts.done / Math.max(1, counts.all)
  if (counts.all === 0) return null
  return (
    <section aria-label="The whole queue" className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3">
      <p className="font-medium">{queueSentence(counts)}</p>
      <div className="flex min-w-48 flex-1 items-center gap-3">
        <ProgressBar share={share} label="The whole queue" tone={isSending ? 'accent' : counts.failed > 0 ? 'quiet' : 'good'} />
      </div>
      <p className="tabular min-w-64 text-right text-muted">
        {isSending && totals.bytesTotal > 0 ? `${bytesInWords(totals.bytesSent)} of ${bytesInWords(totals.bytesTotal)} · ${speedInWords(totals.bytesPerSecond)}${totals.secondsLeft === null ? '' : ` · ${timeLeftInWords(totals.secondsLeft)} left`}` : ''}
      </p>
      <div className="flex gap-1.5">
        {counts.failed > 0 ? <Button icon={<RotateCcw size={14} aria-hidden />} onClick={() => retry(ids())}>Retry {counts.failed === 1 ? 'it' : `all ${counts.failed}`}</Button> : null}
        {isSending ? <Button icon={<Pause size={14} aria-hidden />} onClick={() => pause(ids())}>Pause all</Button> : null}
        {counts.done > 0 && !isSending ? <Button icon={<ListX size={14} aria-hidden />} onClick={() => remove([...items.values()].filter((it) => it.state.name === 'done').map((it) => it.id))}>Clear done</Button> : null}
        {counts.paused > 0 && !isSending ? <Button look="main" icon={<Play size={14} aria-hidden />} onClick={() => resume(ids())}>Resume all</Button> : null}
      </div>
    </section>
  )
}
