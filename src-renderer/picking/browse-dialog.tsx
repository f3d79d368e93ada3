import { ArrowUp, File, Folder } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Answer } from '../../src-shared/contract.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { classNames } from '../parts/class-names.ts'
import { Dialog } from '../parts/dialog.tsx'
import { addFiles, ask, previewSeries } from '../state/commands.ts'
import { closeDialog } from '../state/window-store.ts'
import { bytes, words } from '../words/words.ts'

type Listing = Answer<'folder:list'>
type Entry = Listing['entries'][number]

/** Picks files or a folder of the machine that runs Framehaul, for windows in a browser. */
export function BrowseDialog({ what }: { readonly what: 'files' | 'folder' }) {
  const browsing = useBrowsing()
  const { listing, chosen, go } = browsing
  const isFolderPick = what === 'folder'
  const { browse } = words
  const accept = () => {
    closeDialog()
    if (isFolderPick && listing) void previewSeries([listing.path])
    else void addFiles([...chosen])
  }
  return (
    <Dialog
      title={isFolderPick ? browse.folderTitle : browse.filesTitle}
      about={isFolderPick ? browse.folderAbout : browse.filesAbout}
      width="max-w-2xl"
      footer={
        <>
          <Button onClick={closeDialog}>{words.cancel}</Button>
          <Button look="main" disabled={isFolderPick ? !listing : chosen.size === 0} onClick={accept}>
            {isFolderPick ? browse.useFolder : browse.add(chosen.size)}
          </Button>
        </>
      }
    >
      <PathBar browsing={browsing} />
      <ul aria-label={browse.content} className="h-80 overflow-y-auto rounded-lg border border-line">
        {listing?.entries.map((entry) => (
          <li key={entry.path}>
            {entry.kind === 'folder' ? (
              <FolderEntry name={entry.name} onOpen={() => go(entry.path)} />
            ) : isFolderPick ? (
              <p className="flex items-center gap-2.5 px-3 py-1.5 text-muted">
                <File size={15} className="shrink-0" aria-hidden />
                <span className="truncate">{entry.name}</span>
              </p>
            ) : (
              <FileChoice file={entry} isChosen={chosen.has(entry.path)} onToggle={() => browsing.toggle(entry.path)} />
            )}
          </li>
        ))}
        {listing?.entries.length === 0 ? <li className="p-6 text-center text-muted">{browse.empty}</li> : null}
      </ul>
    </Dialog>
  )
}

interface Browsing {
  /** The folder that is open; null until the first is there. */
  readonly listing: Listing | null
  readonly chosen: ReadonlySet<string>
  /** The path as it is typed. */
  readonly typed: string
  readonly type: (path: string) => void
  readonly go: (path: string) => void
  readonly toggle: (path: string) => void
}

/** Goes from folder to folder, beginning at home; what was chosen is of the folder that is open. */
function useBrowsing(): Browsing {
  const [listing, setListing] = useState<Listing | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [typed, setTyped] = useState('')
  const latest = useRef(0)

  async function go(path: string): Promise<void> {
    const mine = (latest.current += 1)
    const next = await ask('folder:list', { path })
    if (!next || mine !== latest.current) return
    setListing(next)
    setTyped(next.path)
    setChosen(new Set())
  }
  useEffect(() => {
    // Who types quickly has typed before the first folder is there.
    void ask('folder:list', { path: '' }).then((home) => {
      if (!home || latest.current > 0) return
      setListing(home)
      setTyped((before) => (before === '' ? home.path : before))
    })
  }, [])
  const toggle = (path: string) =>
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(path)) next.add(path)
      return next
    })
  return { listing, chosen, typed, type: setTyped, go: (path) => void go(path), toggle }
}

/** The way up, and a path to be typed. */
function PathBar({ browsing: { listing, typed, type, go } }: { readonly browsing: Browsing }) {
  const { browse } = words
  return (
    <form
      className="mb-2 flex gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        go(typed)
      }}
    >
      <IconButton
        label={browse.above}
        icon={<ArrowUp size={16} />}
        className="size-8"
        disabled={!listing?.parent}
        onClick={() => {
          if (listing?.parent) go(listing.parent)
        }}
      />
      <input
        aria-label={browse.folder}
        value={typed}
        onChange={(event) => type(event.target.value)}
        spellCheck={false}
        className="h-8 min-w-0 flex-1 rounded-lg border border-line bg-sunken px-2.5"
      />
      <Button type="submit">{browse.go}</Button>
    </form>
  )
}

function FolderEntry({ name, onOpen }: { readonly name: string; readonly onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full items-center gap-2.5 px-3 py-1.5 text-left hover:bg-sunken"
    >
      <Folder size={15} className="shrink-0 text-accent" aria-hidden />
      <span className="truncate">{name}</span>
    </button>
  )
}

interface FileChoiceProps {
  readonly file: Entry
  readonly isChosen: boolean
  readonly onToggle: () => void
}

function FileChoice({ file, isChosen, onToggle }: FileChoiceProps) {
  return (
    <label
      className={classNames('flex items-center gap-2.5 px-3 py-1.5', isChosen ? 'bg-accent-soft' : 'hover:bg-sunken')}
    >
      <input type="checkbox" checked={isChosen} onChange={onToggle} className="size-3.5 accent-(--accent)" />
      <span className="min-w-0 flex-1 truncate">{file.name}</span>
      <span className="tabular text-xs text-muted">{bytes(file.size)}</span>
    </label>
  )
}
