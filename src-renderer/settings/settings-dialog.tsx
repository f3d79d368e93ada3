import { useEffect, useState } from 'react'
import type { Answer } from '../../src-shared/contract.ts'
import { settingsSchema, type Settings } from '../../src-shared/settings.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { CheckField, SelectField } from '../parts/field.tsx'
import { SpeedField } from '../parts/speed-field.tsx'
import { ask } from '../state/commands.ts'
import { chooseTheme, closeDialog, openDialog, useWindow } from '../state/window-store.ts'
import { chosenLanguage, speak, words, type LanguageChoice } from '../words/words.ts'
import { Schedule } from './schedule.tsx'
import { segmentOf, segmentOptions } from './segment-options.ts'
import { WatchedFolders } from './watched-folders.tsx'

const themes = ['system', 'dark', 'light'] as const
const languages = ['system', 'en', 'de'] as const
const updates = ['auto', 'stable', 'beta', 'off'] as const
const numbers = Array.from({ length: 32 }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }))

/** Every choice takes effect at once, for what is under way too; there is nothing to save. */
export function SettingsDialog() {
  const theme = useWindow((it) => it.theme)
  const [settings, setSettings] = useState<Settings | null>(null)
  const [door, setDoor] = useState<Answer<'door:describe'> | null>(null)
  const { settings: say } = words
  useEffect(() => {
    void ask('settings:read', {}).then((read) => {
      if (read) setSettings(read)
    })
    void ask('door:describe', {}).then((described) => {
      if (described) setDoor(described)
    })
  }, [])
  const change = (changed: Partial<Settings>) => {
    if (!settings) return
    const next = { ...settings, ...changed }
    setSettings(next)
    if (settingsSchema.safeParse(next).success) void ask('settings:save', next)
  }
  function chooseLanguage(choice: LanguageChoice): void {
    speak(choice)
    dispatchEvent(new Event('framehaul-language'))
  }
  return (
    <Dialog
      title={say.title}
      width="max-w-xl"
      footer={
        <>
          <Button className="mr-auto" onClick={() => openDialog({ name: 'diagnostics' })}>
            {words.diagnostics.title}…
          </Button>
          <Button look="main" onClick={closeDialog}>
            {words.done}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="grid grid-cols-2 gap-3">
          <SelectField
            label={say.appearance}
            value={theme}
            options={themes.map((value) => ({ value, label: say.themes[value] }))}
            onChange={(event) => chooseTheme(event.target.value as typeof theme)}
          />
          <SelectField
            label={say.language}
            value={chosenLanguage()}
            options={languages.map((value) => ({ value, label: say.languages[value] }))}
            onChange={(event) => chooseLanguage(event.target.value as LanguageChoice)}
          />
        </div>
        {settings ? (
          <>
            <CheckField
              label={say.startsAtOnce}
              checked={settings.startsAtOnce}
              onChange={(event) => change({ startsAtOnce: event.target.checked })}
            />
            <SelectField
              label={say.concurrencyHere}
              value={String(settings.concurrency)}
              options={numbers}
              onChange={(event) => change({ concurrency: Number(event.target.value) })}
            />
            <SpeedField
              label={say.limitAll}
              bytesPerSecond={settings.limits.bytesPerSecond}
              onChange={(bytesPerSecond) => change({ limits: { ...settings.limits, bytesPerSecond } })}
            />
            <Schedule
              rules={settings.limits.schedule}
              onChange={(schedule) => change({ limits: { ...settings.limits, schedule } })}
            />
            <SelectField
              label={say.segment}
              value={String(settings.segment)}
              options={segmentOptions()}
              onChange={(event) => change({ segment: segmentOf(event.target.value) })}
            />
            <WatchedFolders
              isPicked={door?.kind === 'desktop'}
              folders={settings.watched}
              onChange={(watched) => change({ watched })}
            />
            {door?.kind === 'desktop' ? (
              <>
                <CheckField
                  label={say.openAtLogin}
                  checked={settings.openAtLogin}
                  onChange={(event) => change({ openAtLogin: event.target.checked })}
                />
                <SelectField
                  label={say.updates}
                  // What is chosen stays chosen, for the build that can do it.
                  value={door.hasReleaseSite ? settings.updates : 'off'}
                  disabled={!door.hasReleaseSite}
                  hint={door.hasReleaseSite ? null : say.noReleaseSite}
                  options={updates.map((value) => ({ value, label: say.updateChoices[value] }))}
                  onChange={(event) => change({ updates: event.target.value as Settings['updates'] })}
                />
              </>
            ) : null}
            <CheckField
              label={say.metered}
              checked={settings.useMetered}
              onChange={(event) => change({ useMetered: event.target.checked })}
            />
          </>
        ) : null}
      </div>
    </Dialog>
  )
}
