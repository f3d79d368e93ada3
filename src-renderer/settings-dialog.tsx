import { useEffect, useState } from 'react'
import { Button } from './parts/button.tsx'
import { Dialog } from './parts/dialog.tsx'
import { SelectField } from './parts/field.tsx'
import { ask } from './state/commands.ts'
import { chooseTheme, closeDialog, useWindow } from './state/window-store.ts'

const themes = [{ value: 'system', label: 'Like the system' }, { value: 'dark', label: 'Dark' }, { value: 'light', label: 'Light' }] as const
const numbers = Array.from({ length: 16 }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }))

/** Every choice takes effect at once; there is nothing to save. */
export function SettingsDialog() {
  const theme = useWindow((it) => it.theme)
  const [concurrency, setConcurrency] = useState<number | null>(null)
  useEffect(() => {
    void ask('settings:read', {}).then((settings) => { if (settings) setConcurrency(settings.concurrency) })
  }, [])
  return (
    <Dialog title="Settings" width="max-w-md" footer={<Button look="main" onClick={closeDialog}>Done</Button>}>
      <div className="flex flex-col gap-3">
        <SelectField label="Appearance" value={theme} options={themes} onChange={(event) => chooseTheme(event.target.value as typeof theme)} />
        <SelectField
          label="Uploads at the same time" value={concurrency === null ? '' : String(concurrency)} options={numbers} disabled={concurrency === null}
          onChange={(event) => {
            const next = Number(event.target.value)
            setConcurrency(next)
            void ask('settings:save', { concurrency: next })
          }}
        />
      </div>
    </Dialog>
  )
}
