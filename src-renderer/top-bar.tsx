import { Activity, FilePlus2, FolderPlus, Keyboard, Monitor, Server, Settings2, TriangleAlert } from 'lucide-react'
import { Button, IconButton } from './parts/button.tsx'
import { pick } from './state/commands.ts'
import { useQueue } from './state/queue-store.ts'
import { openDialog, show, toggleNow, useWindow, type View } from './state/window-store.ts'
import { words } from './words/words.ts'
import { classNames } from './parts/class-names.ts'

const views: readonly View[] = ['queue', 'store', 'history']

/** What a person reaches for first: add, look at the other sides of it, and where it all goes. */
export function TopBar() {
  const view = useWindow((it) => it.view)
  const isNowOpen = useWindow((it) => it.isNowOpen)
  return (
    <header className="flex flex-wrap items-center gap-x-2 gap-y-2 border-b border-line bg-surface px-4 py-2.5">
      <h1 className="mr-1 flex items-center gap-2 text-[15px] font-semibold tracking-tight">
        <img src="./icon.svg" alt="" width={22} height={22} />
        Framehaul
      </h1>
      <nav aria-label={words.top.views} className="mr-2 flex rounded-lg bg-sunken p-0.5">
        {views.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={view === name ? 'page' : undefined}
            onClick={() => show(name)}
            className={classNames(
              'h-7 rounded-md px-2.5 transition-colors',
              view === name ? 'bg-raised font-medium shadow-sm' : 'text-muted hover:text-text',
            )}
          >
            {words.top[name]}
          </button>
        ))}
      </nav>
      <Button look="main" icon={<FilePlus2 size={15} aria-hidden />} onClick={() => void pick('files')} title="Ctrl+O">
        {words.top.addFiles}
      </Button>
      <Button icon={<FolderPlus size={15} aria-hidden />} onClick={() => void pick('folder')} title="Ctrl+Shift+O">
        {words.top.addFolder}
      </Button>
      <div className="flex-1" />
      <ConnectionButton />
      {view === 'queue' ? (
        <IconButton
          label={`${words.top.now} (Ctrl+J)`}
          aria-pressed={isNowOpen}
          icon={<Activity size={16} />}
          onClick={toggleNow}
          className={isNowOpen ? 'bg-accent-soft text-accent' : ''}
        />
      ) : null}
      <IconButton
        label={`${words.keys.title} (?)`}
        icon={<Keyboard size={16} />}
        onClick={() => openDialog({ name: 'keys' })}
        className="max-[760px]:hidden"
      />
      <IconButton
        label={`${words.settings.title} (Ctrl+,)`}
        icon={<Settings2 size={16} />}
        onClick={() => openDialog({ name: 'settings' })}
      />
    </header>
  )
}

function ConnectionButton() {
  const connection = useQueue((it) => it.connection)
  if (!connection) return null
  const { state, address, dialect, embedded } = connection
  const word = words.connection[state]
  const colour = state === 'reachable' ? 'bg-good' : state === 'unreachable' ? 'bg-bad' : 'bg-pending'
  const Icon = state === 'unreachable' ? TriangleAlert : embedded ? Monitor : Server
  return (
    <button
      type="button"
      onClick={() => openDialog({ name: 'servers' })}
      className={classNames(
        'flex h-8 min-w-0 items-center gap-2 rounded-lg border border-line bg-raised px-2.5',
        'transition-colors hover:bg-sunken',
      )}
    >
      <Icon size={15} className={state === 'unreachable' ? 'text-bad' : 'text-muted'} aria-hidden />
      <span className="sr-only">{words.connection.label} </span>
      <span className="max-w-56 truncate">{embedded ? words.connection.embedded : address}</span>
      {dialect && !embedded ? (
        <span className="rounded bg-sunken px-1.5 text-xs text-muted max-[760px]:hidden">{dialect}</span>
      ) : null}
      <span className="flex items-center gap-1.5 text-xs text-muted">
        <span className={`size-2 rounded-full ${colour}`} aria-hidden />
        {word}
      </span>
    </button>
  )
}
