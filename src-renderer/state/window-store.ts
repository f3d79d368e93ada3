import { create } from 'zustand'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import type { Problem } from '../../src-shared/problems.ts'

/** A short message at the edge of the window. A problem stays until it is closed; news goes by itself. */
export interface Notice {
  readonly id: number
  readonly text: string
  readonly remedy: string | null
  readonly tone: 'news' | 'trouble'
}

export type OpenDialog =
  | { readonly name: 'series'; readonly preview: SeriesPreview }
  | { readonly name: 'connection' }
  | { readonly name: 'doctor' }
  | { readonly name: 'settings' }
  | { readonly name: 'browse'; readonly what: 'files' | 'folder' }
  | { readonly name: 'confirm-remove'; readonly ids: readonly string[] }

interface WindowState {
  readonly dialog: OpenDialog | null
  readonly selected: ReadonlySet<string>
  /** The row the keyboard is on, and the one the details are of. */
  readonly focused: string | null
  /** Where a range with Shift begins. */
  readonly anchor: string | null
  readonly isDetailsOpen: boolean
  readonly notices: readonly Notice[]
  /** Something takes its time: what, and how far it is where that is known. */
  readonly busy: { readonly text: string; readonly share: number | null } | null
  readonly theme: 'system' | 'dark' | 'light'
}

const THEME_KEY = 'tamsin-theme'
const storedTheme = (): WindowState['theme'] => {
  const stored = localStorage.getItem(THEME_KEY)
  return stored === 'dark' || stored === 'light' ? stored : 'system'
}

export const useWindow = create<WindowState>(() => ({
  dialog: null, selected: new Set(), focused: null, anchor: null, isDetailsOpen: false, notices: [], busy: null, theme: storedTheme(),
}))

const { setState } = useWindow

export const openDialog = (dialog: OpenDialog): void => setState({ dialog })
export const closeDialog = (): void => setState({ dialog: null })
export const setBusy = (busy: WindowState['busy']): void => setState({ busy })

let lastNotice = 0
const NEWS_MS = 5_000

export function notify(text: string): void {
  const id = ++lastNotice
  setState(({ notices }) => ({ notices: [...notices.slice(-3), { id, text, remedy: null, tone: 'news' }] }))
  setTimeout(() => dismiss(id), NEWS_MS)
}

export function complain({ message, remedy }: Problem): void {
  const id = ++lastNotice
  setState(({ notices }) => ({ notices: [...notices.filter((it) => it.text !== message).slice(-3), { id, text: message, remedy, tone: 'trouble' }] }))
}

export const dismiss = (id: number): void => setState(({ notices }) => ({ notices: notices.filter((it) => it.id !== id) }))

/** Applies a theme, and follows the system's where it is asked to. */
export function chooseTheme(theme: WindowState['theme']): void {
  setState({ theme })
  if (theme === 'system') localStorage.removeItem(THEME_KEY)
  else localStorage.setItem(THEME_KEY, theme)
  paintTheme()
}

const prefersDark = matchMedia('(prefers-color-scheme: dark)')
export function paintTheme(): void {
  const { theme } = useWindow.getState()
  document.documentElement.dataset['theme'] = theme === 'system' ? (prefersDark.matches ? 'dark' : 'light') : theme
}
prefersDark.addEventListener('change', paintTheme)
