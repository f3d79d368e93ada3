import { useEffect, useState } from 'react'
import type { Answer } from '../../src-shared/contract.ts'
import { settingsChangesSchema, type Settings, type SettingsChanges } from '../../src-shared/settings.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { CheckField, SelectField } from '../parts/field.tsx'
import { SpeedField } from '../parts/speed-field.tsx'
import { ask } from '../state/commands.ts'
import { saveSettings, showSettings, useSettings } from '../state/settings.ts'
import { chooseTheme, closeDialog, openDialog, useWindow } from '../state/window-store.ts'
import { chosenLanguage, speak, words, type LanguageChoice } from '../words/words.ts'
import { Schedule } from './schedule.tsx'
import { segmentOf, segmentOptions } from './segment-options.ts'
import { WatchedFolders } from './watched-folders.tsx'

const themes = ['system', 'dark', 'light'] as const
const languages = ['system', 'en', 'de'] as const
const updates = ['auto', 'stable', 'beta', 'off'] as const
const numbers = Array.from({ length: 32 }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }))

type DoorAbout = Answer<'door:describe'>

/** Every choice takes effect at once, for what is under way too; there is nothing to save. */
export function SettingsDialog() {
  const settings = useSettings()
  const door = useDoorAbout()
  return (
    <Dialog
      title={words.settings.title}
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
        <LookAndLanguage />
        {settings ? <UploadSettings settings={settings} door={door} /> : null}
      </div>
    </Dialog>
  )
}

function useDoorAbout(): DoorAbout | null {
  const [door, setDoor] = useState<DoorAbout | null>(null)
  useEffect(() => {
    void ask('door:describe', {}).then((described) => {
      if (described) setDoor(described)
    })
  }, [])
  return door
}

/** What is of this window alone. */
function LookAndLanguage() {
  const theme = useWindow((it) => it.theme)
  const { settings: say } = words
  function chooseLanguage(choice: LanguageChoice): void {
    speak(choice)
    dispatchEvent(new Event('framehaul-language'))
  }
  return (
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
  )
}

/** A time of the schedule that is half typed is shown, and saved once it is one. */
const change = (changes: SettingsChanges): void =>
  settingsChangesSchema.safeParse(changes).success ? void saveSettings(changes) : showSettings(changes)

function UploadSettings({ settings, door }: { readonly settings: Settings; readonly door: DoorAbout | null }) {
  const { settings: say } = words
  return (
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
        onChange={(bytesPerSecond) => change({ limits: { bytesPerSecond } })}
      />
      <Schedule rules={settings.limits.schedule} onChange={(schedule) => change({ limits: { schedule } })} />
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
      {door?.kind === 'desktop' ? <DesktopSettings settings={settings} hasReleaseSite={door.hasReleaseSite} /> : null}
      <CheckField
        label={say.metered}
        checked={settings.useMetered}
        onChange={(event) => change({ useMetered: event.target.checked })}
      />
    </>
  )
}

interface DesktopSettingsProps {
  readonly settings: Settings
  readonly hasReleaseSite: boolean
}

/** What only a program of this computer can do. */
function DesktopSettings({ settings, hasReleaseSite }: DesktopSettingsProps) {
  const { settings: say } = words
  return (
    <>
      <CheckField
        label={say.openAtLogin}
        checked={settings.openAtLogin}
        onChange={(event) => change({ openAtLogin: event.target.checked })}
      />
      <SelectField
        label={say.updates}
        // What is chosen stays chosen, for the build that can do it.
        value={hasReleaseSite ? settings.updates : 'off'}
        disabled={!hasReleaseSite}
        hint={hasReleaseSite ? null : say.noReleaseSite}
        options={updates.map((value) => ({ value, label: say.updateChoices[value] }))}
        onChange={(event) => change({ updates: event.target.value as Settings['updates'] })}
      />
    </>
  )
}
