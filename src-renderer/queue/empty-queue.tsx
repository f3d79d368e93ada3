import { FilePlus2, FolderPlus, Upload } from 'lucide-react'
import { Button } from '../parts/button.tsx'
import { pick } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'

/** What a newcomer sees: what to do, and where it will go. */
export function EmptyQueue() {
  const connection = useQueue((it) => it.connection)
  return (
    <div className="flex h-full flex-1 items-center justify-center p-8">
      <div className="flex w-full max-w-xl flex-col items-center rounded-3xl border border-dashed border-line bg-surface px-10 py-14 text-center">
        <span className="mb-5 flex size-14 items-center justify-center rounded-2xl bg-accent-soft text-accent"><Upload size={26} aria-hidden /></span>
        <h2 className="text-lg font-semibold tracking-tight">Drop media files or a folder anywhere</h2>
        <p className="mt-1.5 max-w-md text-muted">Tamsin reads each file, makes its source and flow, sends the bytes and puts them on the timeline. A folder becomes a series; you see every name before anything is sent.</p>
        <div className="mt-6 flex flex-wrap justify-center gap-2">
          <Button look="main" icon={<FilePlus2 size={15} aria-hidden />} onClick={() => void pick('files')}>Choose files</Button>
          <Button icon={<FolderPlus size={15} aria-hidden />} onClick={() => void pick('folder')}>Choose a folder</Button>
        </div>
        {connection?.embedded ? <p className="mt-6 text-xs text-muted">Uploads go to the store on this computer until you connect to a server.</p> : null}
      </div>
    </div>
  )
}
