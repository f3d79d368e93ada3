import { useEffect, useState } from 'react'
import { Button } from './parts/button.tsx'
import { Dialog } from './parts/dialog.tsx'
import { CopyButton } from './parts/facts.tsx'
import { ask } from './state/commands.ts'
import { closeDialog } from './state/window-store.ts'
import { words } from './words/words.ts'

/** What to send to an engineer: versions, server, queue, settings, and the last lines of the log. */
export function DiagnosticsDialog() {
  const [text, setText] = useState<string | null>(null)
  const { diagnostics } = words
  useEffect(() => {
    void ask('door:diagnostics', {}).then((it) => {
      if (it) setText(it.text)
    })
  }, [])
  return (
    <Dialog
      title={diagnostics.title}
      about={diagnostics.about}
      width="max-w-3xl"
      isText
      footer={
        <>
          <CopyButton className="mr-auto" text={() => text ?? ''}>
            {diagnostics.copy}
          </CopyButton>
          <Button look="main" onClick={closeDialog}>
            {words.close}
          </Button>
        </>
      }
    >
      <pre className="font-mono text-xs break-all whitespace-pre-wrap" data-selectable>
        {text}
      </pre>
    </Dialog>
  )
}
