import { create } from 'zustand'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import type { Problem } from '../../src-shared/problems.ts'
import { problemWords } from '../words/words.ts'

/** A short message at the edge of the window. A problem stays until it is closed; news goes by itself. */
export interface Notice {
  readonly id: number
  readonly text: string
  readonly remedy: string | null
  readonly tone: 'news' | 'trouble'
  readonly action: { readonly label: string; readonly act: () => void } | null
}

export type OpenDialog =
  | { readonly name: 'series'; readonly preview: SeriesPreview }
  | { readonly name: 'servers' }
  | { readonly name: 'doctor' }
  | { readonly name: 'settings' }
  | { readonly name: 'keys' }
  | { readonly name: 'diagnostics' }
  | { readonly name: 'edit'; readonly ids: readonly string[] }
  | { readonly name: 'browse'; readonly what: 'files' | 'folder' }

export type View = 'queue' | 'store' | 'history'

interface WindowState {
  readonly view: View
  readonly dialog: OpenDialog | null
  readonly selected: ReadonlySet<string>
  /** The row the keyboard is on, and the one the details are of. */
  readonly focused: string | null
  /** Where a range with Shift begins. */
  readonly anchor: string | null
  readonly isDetailsOpen: boolean
  readonly isNowOpen: boolean
  readonly notices: readonly Notice[]
  /** Something takes its time: what, and how far it is where that is known. */
  readonly busy: { readonly text: string; readonly share: number | null } | null
  readonly theme: 'system' | 'dark' | 'light'
  /** What the theme is by now, for what is drawn and not styled. */
  readonly paintedTheme: 'dark' | 'light'
  /** What the store's view is to show when it opens. */
  readonly wanted: { readonly sourceId: string; readonly flowId: string | null } | null
}

const THEME_KEY = 'framehaul-theme'
const NOW_KEY = 'framehaul-now'
const storedTheme = (): WindowState['theme'] => {
  const stored = localStorage.getItem(THEME_KEY)
  return stored === 'dark' || stored === 'light' ? stored : 'system'
}

export const useWindow = create<WindowState>(() => ({
  view: 'queue',
  dialog: null,
  selected: new Set(),
  focused: null,
  anchor: null,
  isDetailsOpen: false,
  isNowOpen: localStorage.getItem(NOW_KEY) === 'open',
  notices: [],
  busy: null,
  theme: storedTheme(),
  paintedTheme: 'dark',
  wanted: null,
}))

const { setState } = useWindow

export const openDialog = (dialog: OpenDialog): void => setState({ dialog })
export const closeDialog = (): void => setState({ dialog: null })
export const setBusy = (busy: WindowState['busy']): void => setState({ busy })
export const show = (view: View): void => setState({ view, wanted: null })
export const showInStore = (sourceId: string, flowId: string | null): void =>
  setState({ view: 'store', wanted: { sourceId, flowId }, isDetailsOpen: false })

export function toggleNow(): void {
  const isNowOpen = !useWindow.getState().isNowOpen
  localStorage.setItem(NOW_KEY, isNowOpen ? 'open' : 'closed')
  setState({ isNowOpen })
}

let lastNotice = 0
const NEWS_MS = 5_000
/** Long enough to read it, to doubt, and to reach the button. */
const ACTION_MS = 12_000

export function notify(text: string, action: Notice['action'] = null): void {
  const id = ++lastNotice
  setState(({ notices }) => ({ notices: [...notices.slice(-3), { id, text, remedy: null, tone: 'news', action }] }))
  setTimeout(() => dismiss(id), action ? ACTION_MS : NEWS_MS)
}

export function complain(problem: Problem): void {
  const id = ++lastNotice
  const { message, remedy } = problemWords(problem)
  setState(({ notices }) => ({
    notices: [
      ...notices.filter((it) => it.text !== message).slice(-3),
      { id, text: message, remedy, tone: 'trouble', action: null },
    ],
  }))
}

export const dismiss = (id: number): void =>
  setState(({ notices }) => ({ notices: notices.filter((it) => it.id !== id) }))

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
  const paintedTheme = theme === 'system' ? (prefersDark.matches ? 'dark' : 'light') : theme
  document.documentElement.dataset['theme'] = paintedTheme
  setState({ paintedTheme })
}
prefersDark.addEventListener('change', paintTheme)
