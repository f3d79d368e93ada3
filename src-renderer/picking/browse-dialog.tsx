import { ArrowUp, File, Folder } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Answer } from '../../src-shared/contract.ts'
import { bytesInWords, count } from '../../src-shared/words/quantities.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { addFiles, ask, previewSeries } from '../state/commands.ts'
import { closeDialog } from '../state/window-store.ts'

type Listing = Answer<'folder:list'>

/** Picks files or a folder of the machine that runs Tamsin, for windows in a browser. */
export function BrowseDialog({ what }: { readonly what: 'files' | 'folder' }) {
  const [listing, setListing] = useState<Listing | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [typed, setTyped] = useState('')

  async function go(path: string): Promise<void> {
    const next = await ask('folder:list', { path })
    if (next) show(next)
  }
  function show(next: Listing): void {
    setListing(next)
    setTyped(next.path)
    setChosen(new Set())
  }
  useEffect(() => {
    void ask('folder:list', { path: '' }).then((home) => { if (home) show(home) })
  }, [])

  const toggle = (path: string) => setChosen((before) => {
    const next = new Set(before)
    if (!next.delete(path)) next.add(path)
    return next
  })
  const isFolderPick = what === 'folder'
  const accept = () => {
    closeDialog()
    if (isFolderPick && listing) void previewSeries([listing.path])
    else void addFiles([...chosen])
  }
  return (
    <Dialog
      title={isFolderPick ? 'Add a folder as a series' : 'Add files'}
      about={isFolderPick ? 'Open the folder, then choose it.' : 'On the computer that runs Tamsin. You can also drop files on the window.'}
      width="max-w-2xl"
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button look="main" disabled={isFolderPick ? !listing : chosen.size === 0} onClick={accept}>
            {isFolderPick ? 'Use this folder' : chosen.size === 0 ? 'Add' : `Add ${count(chosen.size, 'file')}`}
          </Button>
        </>
      }
    >
      <form className="mb-2 flex gap-2" onSubmit={(event) => { event.preventDefault(); void go(typed) }}>
        <IconButton label="Folder above" icon={<ArrowUp size={16} />} className="size-8" disabled={!listing?.parent} onClick={() => { if (listing?.parent) void go(listing.parent) }} />
        <input aria-label="Folder" value={typed} onChange={(event) => setTyped(event.target.value)} spellCheck={false} className="h-8 min-w-0 flex-1 rounded-lg border border-line bg-sunken px-2.5" />
        <Button type="submit">Go</Button>
      </form>
      <ul aria-label="Content of the folder" className="h-80 overflow-y-auto rounded-lg border border-line">
        {listing?.entries.map((entry) => (
          <li key={entry.path}>
            {entry.kind === 'folder' ? (
              <button type="button" onClick={() => void go(entry.path)} className="flex w-full items-center gap-2.5 px-3 py-1.5 text-left hover:bg-sunken">
                <Folder size={15} className="shrink-0 text-accent" aria-hidden /><span className="truncate">{entry.name}</span>
              </button>
            ) : isFolderPick ? (
              <p className="flex items-center gap-2.5 px-3 py-1.5 text-muted"><File size={15} className="shrink-0" aria-hidden /><span className="truncate">{entry.name}</span></p>
            ) : (
              <label className={`flex items-center gap-2.5 px-3 py-1.5 ${chosen.has(entry.path) ? 'bg-accent-soft' : 'hover:bg-sunken'}`}>
                <input type="checkbox" checked={chosen.has(entry.path)} onChange={() => toggle(entry.path)} className="size-3.5 accent-(--accent)" />
                <span className="min-w-0 flex-1 truncate">{entry.name}</span>
                <span className="tabular text-xs text-muted">{bytesInWords(entry.size)}</span>
              </label>
            )}
          </li>
        ))}
        {listing?.entries.length === 0 ? <li className="p-6 text-center text-muted">This folder is empty.</li> : null}
      </ul>
    </Dialog>
  )
}
