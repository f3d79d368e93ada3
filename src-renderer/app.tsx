import { ConnectionDialog } from './connection/connection-dialog.tsx'
import { DoctorDialog } from './connection/doctor-dialog.tsx'
import { DamageBanner, HoldBanner } from './hold-banner.tsx'
import { useKeyboard } from './keyboard.ts'
import { Notices } from './parts/notices.tsx'
import { BrowseDialog } from './picking/browse-dialog.tsx'
import { DropZone } from './picking/drop-zone.tsx'
import { ConfirmRemove } from './queue/confirm-remove.tsx'
import { EmptyQueue } from './queue/empty-queue.tsx'
import { ItemDetails } from './queue/item-details.tsx'
import { QueueList } from './queue/queue-list.tsx'
import { SeriesDialog } from './series/series-dialog.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { useQueue } from './state/queue-store.ts'
import { useWindow } from './state/window-store.ts'
import { TopBar } from './top-bar.tsx'

/** The window: the queue is all of it; everything else comes and goes around it. */
export function App() {
  useKeyboard()
  const isLoaded = useQueue((it) => it.isLoaded)
  const isEmpty = useQueue((it) => it.order.length === 0)
  const isDetailsOpen = useWindow((it) => it.isDetailsOpen)
  return (
    <div className="flex h-full flex-col">
      <TopBar />
      <LineLost />
      <HoldBanner />
      <DamageBanner />
      <main className="relative flex min-h-0 flex-1">
        {!isLoaded ? null : isEmpty ? <EmptyQueue /> : <QueueList />}
        {isDetailsOpen && !isEmpty ? <ItemDetails /> : null}
      </main>
      <OpenDialog />
      <Notices />
      <DropZone />
    </div>
  )
}

function OpenDialog() {
  const dialog = useWindow((it) => it.dialog)
  switch (dialog?.name) {
    case 'series': return <SeriesDialog preview={dialog.preview} />
    case 'connection': return <ConnectionDialog />
    case 'settings': return <SettingsDialog />
    case 'doctor': return <DoctorDialog />
    case 'browse': return <BrowseDialog what={dialog.what} />
    case 'confirm-remove': return <ConfirmRemove ids={dialog.ids} />
    case undefined: return null
  }
}

/** Only a browser's window can lose its engine; the engine goes on without it. */
function LineLost() {
  const isLineUp = useQueue((it) => it.isLineUp)
  if (isLineUp) return null
  return <p role="alert" className="border-b border-line bg-bad-soft px-4 py-2">Tamsin does not answer. If it was closed, start it again; this window then continues.</p>
}
