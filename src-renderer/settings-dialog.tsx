import { Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { LimitRule } from '../src-shared/limits.ts'
import { settingsSchema, type Settings, type WatchedFolder } from '../src-shared/settings.ts'
import { Button, IconButton } from './parts/button.tsx'
import { Dialog } from './parts/dialog.tsx'
import { CheckField, SelectField, TextField } from './parts/field.tsx'
import { ask } from './state/commands.ts'
import { chooseTheme, closeDialog, useWindow } from './state/window-store.ts'

const themes = [{ value: 'system', label: 'Like the system' }, { value: 'dark', label: 'Dark' }, { value: 'light', label: 'Light' }] as const
const numbers = Array.from({ length: 32 }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }))
const cuts = [
  { value: 'auto', label: 'Whole; above 5 GiB in pieces of 10 seconds' }, { value: 'off', label: 'Always whole' },
  ...[2, 5, 10, 30, 60].map((seconds) => ({ value: String(seconds), label: `In pieces of ${seconds} seconds` })),
]
const segmentOf = (value: string): Settings['segment'] => (value === 'auto' || value === 'off' ? value : Number(value))
const BYTES_PER_MB = 1_000_000

/** Every choice takes effect at once, for what is under way too; there is nothing to save. */
export function SettingsDialog() {
  const theme = useWindow((it) => it.theme)
  const [settings, setSettings] = useState<Settings | null>(null)
  useEffect(() => {
    void ask('settings:read', {}).then((read) => { if (read) setSettings(read) })
  }, [])
  const change = (changed: Partial<Settings>) => {
    if (!settings) return
    const next = { ...settings, ...changed }
    setSettings(next)
    if (settingsSchema.safeParse(next).success) void ask('settings:save', next)
  }
  return (
    <Dialog title="Settings" width="max-w-xl" footer={<Button look="main" onClick={closeDialog}>Done</Button>}>
      <div className="flex flex-col gap-4">
        <SelectField label="Appearance" value={theme} options={themes} onChange={(event) => chooseTheme(event.target.value as typeof theme)} />
        {settings ? (
          <>
            <SelectField
              label="Uploads at the same time, to this server" value={String(settings.concurrency)} options={numbers}
              onChange={(event) => change({ concurrency: Number(event.target.value) })}
            />
            <SpeedField
              label="Speed limit for all uploads together" bytesPerSecond={settings.limits.bytesPerSecond}
              onChange={(bytesPerSecond) => change({ limits: { ...settings.limits, bytesPerSecond } })}
            />
            <Schedule rules={settings.limits.schedule} onChange={(schedule) => change({ limits: { ...settings.limits, schedule } })} />
            <SelectField
              label="How new files go" value={String(settings.segment)} options={cuts}
              onChange={(event) => change({ segment: segmentOf(event.target.value) })}
            />
            <WatchedFolders folders={settings.watched} onChange={(watched) => change({ watched })} />
            <CheckField label="Upload on metered networks too" checked={settings.useMetered} onChange={(event) => change({ useMetered: event.target.checked })} />
          </>
        ) : null}
      </div>
    </Dialog>
  )
}

/** Megabytes a second, as text while it is typed; empty is no limit. */
function SpeedField({ label, bytesPerSecond, onChange }: { readonly label: string; readonly bytesPerSecond: number | null; readonly onChange: (bytesPerSecond: number | null) => void }) {
  const [text, setText] = useState(bytesPerSecond === null ? '' : String(bytesPerSecond / BYTES_PER_MB))
  const value = Number(text.replace(',', '.'))
  const isWrong = text.trim() !== '' && !(value > 0)
  return (
    <TextField
      label={label} value={text} placeholder="no limit" inputMode="decimal" hint="MB/s" error={isWrong ? 'A number above 0, or nothing at all.' : undefined}
      onChange={(event) => {
        setText(event.target.value)
        const next = Number(event.target.value.replace(',', '.'))
        if (event.target.value.trim() === '') onChange(null)
        else if (next > 0) onChange(Math.max(1, Math.round(next * BYTES_PER_MB)))
      }}
    />
  )
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const weekFromMonday = [1, 2, 3, 4, 5, 6, 0] as const
const newRule: LimitRule = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', bytesPerSecond: 10 * BYTES_PER_MB }

function Schedule({ rules, onChange }: { readonly rules: readonly LimitRule[]; readonly onChange: (rules: LimitRule[]) => void }) {
  const replace = (at: number, changed: Partial<LimitRule>) => onChange(rules.map((rule, index) => (index === at ? { ...rule, ...changed } : rule)))
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted">At certain times</legend>
      <ul className="flex flex-col gap-2">
        {rules.map((rule, at) => (
          <li key={at} className="flex flex-wrap items-end gap-x-2 gap-y-2 rounded-xl border border-line p-3">
            <div role="group" aria-label={`Days of rule ${at + 1}`} className="flex gap-1">
              {weekFromMonday.map((day) => (
                <button
                  key={day} type="button" aria-pressed={rule.days.includes(day)} aria-label={days[day]}
                  onClick={() => {
                    const next = rule.days.includes(day) ? rule.days.filter((it) => it !== day) : [...rule.days, day]
                    if (next.length > 0) replace(at, { days: next })
                  }}
                  className={`size-8 rounded-lg border border-line text-xs ${rule.days.includes(day) ? 'bg-accent font-medium text-accent-ink' : 'bg-sunken text-muted'}`}
                >
                  {days[day].slice(0, 2)}
                </button>
              ))}
            </div>
            <TextField label="From" type="time" value={rule.from} onChange={(event) => replace(at, { from: event.target.value })} className="w-24" />
            <TextField label="To" type="time" value={rule.to} onChange={(event) => replace(at, { to: event.target.value })} className="w-24" />
            <div className="w-28"><SpeedField label="Limit" bytesPerSecond={rule.bytesPerSecond} onChange={(bytesPerSecond) => replace(at, { bytesPerSecond })} /></div>
            <IconButton label={`Remove rule ${at + 1}`} icon={<X size={15} />} className="mb-5" onClick={() => onChange(rules.filter((_, index) => index !== at))} />
          </li>
        ))}
      </ul>
      <Button look="quiet" icon={<Plus size={14} aria-hidden />} className="mt-1" onClick={() => onChange([...rules, newRule])}>Add times</Button>
    </fieldset>
  )
}

/** Folders whose files are uploaded by themselves once they have stopped growing. */
function WatchedFolders({ folders, onChange }: { readonly folders: readonly WatchedFolder[]; readonly onChange: (folders: WatchedFolder[]) => void }) {
  const [path, setPath] = useState('')
  const [series, setSeries] = useState('')
  const add = () => {
    if (path.trim() === '') return
    onChange([...folders.filter((it) => it.path !== path.trim()), { path: path.trim(), series: series.trim() || null }])
    setPath('')
    setSeries('')
  }
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted">Watched folders</legend>
      <ul className="flex flex-col gap-1">
        {folders.map((folder) => (
          <li key={folder.path} className="flex items-center gap-2 rounded-xl border border-line px-3 py-1.5">
            <span className="min-w-0 flex-1 break-all">{folder.path}<span className="block text-xs text-muted">{folder.series === null ? 'a source for each file' : `all into the source ${folder.series}`}</span></span>
            <IconButton label={`Stop watching ${folder.path}`} icon={<X size={15} />} onClick={() => onChange(folders.filter((it) => it !== folder))} />
          </li>
        ))}
      </ul>
      <div className="mt-2 flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1"><TextField label="Folder" value={path} placeholder="/path/to/folder" hint="What arrives is uploaded by itself" onChange={(event) => setPath(event.target.value)} /></div>
        <div className="w-44"><TextField label="Series (optional)" value={series} hint="One source for all" onChange={(event) => setSeries(event.target.value)} /></div>
        <Button className="mb-5" onClick={add} disabled={path.trim() === ''}>Watch</Button>
      </div>
    </fieldset>
  )
}
