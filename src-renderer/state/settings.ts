import { useEffect, useState } from 'react'
import { create } from 'zustand'
import { withSettings, type Settings, type SettingsChanges } from '../../src-shared/settings.ts'
import { ask } from './commands.ts'

/** The settings as they were last read, with what was changed since: one copy for all that shows them. */
const useKnown = create<{ readonly known: Settings | null }>(() => ({ known: null }))

/** The settings; null until they were read for this component. */
export function useSettings(): Settings | null {
  const known = useKnown((it) => it.known)
  const [isRead, setRead] = useState(false)
  useEffect(() => {
    void ask('settings:read', {}).then((read) => {
      if (!read) return
      useKnown.setState({ known: read })
      setRead(true)
    })
  }, [])
  return isRead ? known : null
}

/** Shows what is typed and cannot be saved yet. */
export const showSettings = (changes: SettingsChanges): void =>
  useKnown.setState(({ known }) => ({ known: known && withSettings(known, changes) }))

/** Saves what is changed and nothing else: what was set elsewhere meanwhile stays. */
export async function saveSettings(changes: SettingsChanges): Promise<void> {
  showSettings(changes)
  await ask('settings:save', changes)
}
