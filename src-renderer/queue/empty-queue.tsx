import { Clapperboard, FilePlus2, FolderPlus, Upload } from 'lucide-react'
import { Button } from '../parts/button.tsx'
import { pick, trySamples } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { words } from '../words/words.ts'
import { classNames } from '../parts/class-names.ts'

/** What a newcomer sees: what to do, where it will go, and a way to try it at once. */
export function EmptyQueue() {
  const connection = useQueue((it) => it.connection)
  const { empty } = words
  return (
    <div className="flex h-full flex-1 items-center justify-center overflow-y-auto p-8 max-[640px]:p-4">
      <div
        className={classNames(
          'flex w-full max-w-xl flex-col items-center rounded-3xl border border-dashed border-line',
          'bg-surface px-10 py-12 text-center max-[640px]:px-5',
        )}
      >
        <span className="mb-5 flex size-14 items-center justify-center rounded-2xl bg-accent-soft text-accent">
          <Upload size={26} aria-hidden />
        </span>
        <h2 className="text-lg font-semibold tracking-tight">{empty.title}</h2>
        <p className="mt-1.5 max-w-md text-muted">{empty.about}</p>
        <div className="mt-6 flex flex-wrap justify-center gap-2">
          <Button look="main" icon={<FilePlus2 size={15} aria-hidden />} onClick={() => void pick('files')}>
            {empty.chooseFiles}
          </Button>
          <Button icon={<FolderPlus size={15} aria-hidden />} onClick={() => void pick('folder')}>
            {empty.chooseFolder}
          </Button>
        </div>
        {connection?.embedded ? (
          <div className="mt-7 flex flex-col items-center gap-2 border-t border-line pt-5">
            <p className="max-w-md text-xs text-muted">{empty.embedded}</p>
            <Button look="quiet" icon={<Clapperboard size={15} aria-hidden />} onClick={() => void trySamples()}>
              {empty.trySamples}
            </Button>
          </div>
        ) : null}
      </div>
    </div>
  )
}
