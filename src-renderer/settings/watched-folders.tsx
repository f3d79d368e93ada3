import { X } from 'lucide-react'
import { useState } from 'react'
import type { WatchedFolder } from '../../src-shared/settings.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { ask } from '../state/commands.ts'
import { words } from '../words/words.ts'

interface WatchedFoldersProps {
  readonly folders: readonly WatchedFolder[]
  /** By the system's own picker; the desktop reads no path that was only typed. */
  readonly isPicked: boolean
  readonly onChange: (folders: WatchedFolder[]) => void
}

/** Folders whose files are uploaded by themselves once they have stopped growing. */
export function WatchedFolders({ folders, isPicked, onChange }: WatchedFoldersProps) {
  const [path, setPath] = useState('')
  const [series, setSeries] = useState('')
  const { settings: say } = words
  const add = () => {
    if (path.trim() === '') return
    onChange([...folders.filter((it) => it.path !== path.trim()), { path: path.trim(), series: series.trim() || null }])
    setPath('')
    setSeries('')
  }
  const pickFolder = () =>
    void ask('door:pick', { what: 'folder' }).then((picked) => {
      if (picked?.paths[0]) setPath(picked.paths[0])
    })
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted">{say.watched}</legend>
      <ul className="flex flex-col gap-1">
        {folders.map((folder) => (
          <li key={folder.path} className="flex items-center gap-2 rounded-xl border border-line px-3 py-1.5">
            <span className="min-w-0 flex-1 break-all">
              {folder.path}
              <span className="block text-xs text-muted">
                {folder.series === null ? say.watchedAlone : say.watchedInto(folder.series)}
              </span>
            </span>
            <IconButton
              label={say.stopWatching(folder.path)}
              icon={<X size={15} />}
              onClick={() => onChange(folders.filter((it) => it !== folder))}
            />
          </li>
        ))}
      </ul>
      <div className="mt-2 flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <TextField
            label={say.watchFolder}
            value={path}
            placeholder={isPicked ? '' : '/path/to/folder'}
            readOnly={isPicked}
            hint={say.watchHint}
            onChange={(event) => setPath(event.target.value)}
          />
        </div>
        {isPicked ? (
          <Button className="mb-5" onClick={pickFolder}>
            {say.chooseFolder}
          </Button>
        ) : null}
        <div className="w-44">
          <TextField
            label={say.watchSeries}
            value={series}
            hint={say.watchSeriesHint}
            onChange={(event) => setSeries(event.target.value)}
          />
        </div>
        <Button className="mb-5" onClick={add} disabled={path.trim() === ''}>
          {say.watch}
        </Button>
      </div>
    </fieldset>
  )
}
