import { app, BrowserWindow, dialog } from 'electron'
import type { DesktopWords } from './desktop-words.ts'

interface QuitOptions {
  readonly words: DesktopWords
  /** How many items are not finished and move. */
  readonly movingCount: () => number
  /** Closes everything that is open; what runs continues the next time. */
  readonly close: () => Promise<void>
}

export interface Quit {
  readonly now: () => Promise<void>
  /** Whether closing the window may go on; where it may not, the person is asked. */
  readonly mayClose: () => boolean
}

/** The one way out: everything that runs is stopped cleanly, and where something runs, somebody is asked once. */
export function createQuit({ words, movingCount, close }: QuitOptions): Quit {
  let stage: 'open' | 'asking' | 'closing' | 'closed' = 'open'

  async function quit(): Promise<void> {
    if (stage !== 'open') return
    const moving = movingCount()
    if (moving > 0) {
      stage = 'asking'
      const choice = await askWhetherToQuit(words, moving)
      stage = 'open'
      if (choice === 'background') for (const it of BrowserWindow.getAllWindows()) it.hide()
      if (choice !== 'quit') return
    }
    stage = 'closing'
    await close()
    stage = 'closed'
    app.quit()
  }
  app.on('before-quit', (event) => {
    if (stage === 'closed') return
    event.preventDefault()
    void quit()
  })
  return {
    now: quit,
    // Where apps live in the dock, closing a window ends nothing; elsewhere whoever closes it while something is sent
    // is asked.
    mayClose: () => {
      if (process.platform === 'darwin' || stage === 'closing' || stage === 'closed' || movingCount() === 0) return true
      void quit()
      return false
    },
  }
}

async function askWhetherToQuit(words: DesktopWords, moving: number): Promise<'quit' | 'background' | 'stay'> {
  const options = {
    type: 'question' as const,
    message: words.quitTitle,
    detail: words.quitBody(moving),
    buttons: [words.quitNow, words.keepSending, words.stay],
    defaultId: 1,
    cancelId: 2,
  }
  const [window] = BrowserWindow.getAllWindows()
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return response === 0 ? 'quit' : response === 1 ? 'background' : 'stay'
}
