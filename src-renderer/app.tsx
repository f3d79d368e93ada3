import { ServersDialog } from './connection/servers-dialog.tsx'
import { DoctorDialog } from './connection/doctor-dialog.tsx'
import { ItemDetails } from './details/item-details.tsx'
import { EditDialog } from './details/edit-dialog.tsx'
import { HistoryView } from './history/history-view.tsx'
import { DamageBanner, HoldBanner } from './hold-banner.tsx'
import { DiagnosticsDialog } from './diagnostics-dialog.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { useKeyboard } from './keyboard.ts'
import { NowPanel } from './now/now-panel.tsx'
import { Notices } from './parts/notices.tsx'
import { BrowseDialog } from './picking/browse-dialog.tsx'
import { DropZone } from './picking/drop-zone.tsx'
import { EmptyQueue } from './queue/empty-queue.tsx'
import { QueueList } from './queue/queue-list.tsx'
import { QueueToolbar } from './queue/queue-toolbar.tsx'
import { WholeQueue } from './queue/whole-queue.tsx'
import { SeriesDialog } from './series/series-dialog.tsx'
import { SettingsDialog } from './settings/settings-dialog.tsx'
import { useQueue } from './state/queue-store.ts'
import { useWindow } from './state/window-store.ts'
import { StoreView } from './store/store-view.tsx'
import { TopBar } from './top-bar.tsx'
import { words } from './words/words.ts'

/** The window: the queue first; the store and the history are beside it, everything else comes and goes around them. */
export function App() {
  useKeyboard()
  const view = useWindow((it) => it.view)
  return (
    <div className="flex h-full flex-col">
      <TopBar />
      <LineLost />
      <HoldBanner />
      <DamageBanner />
      {view === 'queue' ? <QueueView /> : view === 'store' ? <StoreView /> : <HistoryView />}
      <OpenDialog />
      <Notices />
      <DropZone />
    </div>
  )
}

function QueueView() {
  const isLoaded = useQueue((it) => it.isLoaded)
  const isEmpty = useQueue((it) => it.order.length === 0)
  const isDetailsOpen = useWindow((it) => it.isDetailsOpen)
  const isNowOpen = useWindow((it) => it.isNowOpen)
  if (!isLoaded) return <main className="flex-1" />
  if (isEmpty)
    return (
      <main className="flex min-h-0 flex-1">
        <EmptyQueue />
      </main>
    )
  return (
    <>
      <WholeQueue />
      <QueueToolbar />
      <main className="relative flex min-h-0 flex-1">
        <QueueList />
        {isDetailsOpen ? <ItemDetails /> : null}
      </main>
      {isNowOpen ? <NowPanel /> : null}
    </>
  )
}

function OpenDialog() {
  const dialog = useWindow((it) => it.dialog)
  switch (dialog?.name) {
    case 'series':
      return <SeriesDialog preview={dialog.preview} />
    case 'servers':
      return <ServersDialog />
    case 'settings':
      return <SettingsDialog />
    case 'doctor':
      return <DoctorDialog />
    case 'keys':
      return <KeysDialog />
    case 'diagnostics':
      return <DiagnosticsDialog />
    case 'edit':
      return <EditDialog ids={dialog.ids} />
    case 'browse':
      return <BrowseDialog what={dialog.what} />
    case undefined:
      return null
  }
}

/** Only a browser's window can lose its engine; the engine goes on without it. */
function LineLost() {
  const isLineUp = useQueue((it) => it.isLineUp)
  if (isLineUp) return null
  return (
    <p role="alert" className="border-b border-line bg-bad-soft px-4 py-2">
      {words.lineLost}
    </p>
  )
}
