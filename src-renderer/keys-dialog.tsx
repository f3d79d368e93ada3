import { Button } from './parts/button.tsx'
import { Dialog } from './parts/dialog.tsx'
import { closeDialog } from './state/window-store.ts'
import { words } from './words/words.ts'

/** Every key there is, in one place. */
export function KeysDialog() {
  const { keys } = words
  return (
    <Dialog
      title={keys.title}
      about={keys.about}
      isText
      width="max-w-2xl"
      footer={
        <Button look="main" onClick={closeDialog}>
          {words.close}
        </Button>
      }
    >
      <div className="grid grid-cols-2 gap-x-8 gap-y-4 max-[640px]:grid-cols-1">
        {keys.groups.map(({ title, entries }) => (
          <section key={title}>
            <h3 className="mb-1.5 text-xs font-medium text-muted">{title}</h3>
            <dl>
              {entries.map(([key, meaning]) => (
                <div
                  key={key}
                  className="flex items-baseline justify-between gap-4 border-b border-line/60 py-1 last:border-0"
                >
                  <dt>{meaning}</dt>
                  <dd className="shrink-0">
                    <kbd className="rounded border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs">{key}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
