import { ContextMenu } from 'radix-ui'
import type { MouseEvent, ReactElement, ReactNode } from 'react'
import { isEditable } from '../../src-shared/item/edit.ts'
import { cancel, concerned, move, pause, remove, resume, retry, start } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { saveReceipt } from '../state/save-receipt.ts'
import { select, selectedIds } from '../state/selection.ts'
import { openDialog, showInStore, useWindow } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { classNames } from '../parts/class-names.ts'

/** Right click, or the menu key: everything that can be done with what is selected, with the key that does it too. */
export function QueueMenu({ children }: { readonly children: ReactElement }) {
  const selected = useWindow((it) => it.selected)
  const ids = selected.size === 0 ? [] : selectedIds()
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenu={selectUnderPointer}>
        {children}
      </ContextMenu.Trigger>
      {/* Not in a portal: a menu outside of every landmark is lost on people who go by landmarks. */}
      <ContextMenu.Content
        aria-label={words.menu.label}
        className="z-50 min-w-56 rounded-xl border border-line bg-raised p-1 shadow-lift"
      >
        <Entries ids={ids} />
      </ContextMenu.Content>
    </ContextMenu.Root>
  )
}

function selectUnderPointer(event: MouseEvent): void {
  const id = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset['id']
  if (id !== undefined && !useWindow.getState().selected.has(id)) select(id, 'only')
}

function Entries({ ids }: { readonly ids: readonly string[] }) {
  const items = useQueue((it) => it.items)
  const order = useQueue((it) => it.order)
  const { menu } = words
  const first = items.get(ids[0] ?? '')
  const done = ids.filter((id) => items.get(id)?.state.name === 'done')
  const editable = ids.filter((id) => {
    const item = items.get(id)
    return item !== undefined && isEditable(item.state)
  })
  const can = (event: Parameters<typeof concerned>[1]) => concerned(ids, event).length > 0
  if (!first) return <Entry label={menu.nothing} onSelect={null} />
  return (
    <>
      <Entry
        label={menu.details}
        keys="Enter"
        onSelect={ids.length === 1 ? () => useWindow.setState({ focused: first.id, isDetailsOpen: true }) : null}
      />
      <Entry
        label={menu.edit}
        keys="F2"
        onSelect={editable.length > 0 ? () => openDialog({ name: 'edit', ids: editable }) : null}
      />
      <Entry
        label={menu.showInStore}
        onSelect={
          ids.length === 1 && first.state.name === 'done' && first.sourceId
            ? () => showInStore(first.sourceId ?? '', first.flowId)
            : null
        }
      />
      <Separator />
      {can('start') ? <Entry label={menu.start} keys="Space" onSelect={() => start(ids)} /> : null}
      <Entry label={menu.pause} keys="Space" onSelect={can('pause') ? () => pause(ids) : null} />
      <Entry label={menu.resume} keys="Space" onSelect={can('resume') ? () => resume(ids) : null} />
      <Entry label={menu.retry} keys="R" onSelect={can('retry') ? () => retry(ids) : null} />
      <Separator />
      <Entry
        label={menu.first}
        keys="Alt+Home"
        onSelect={
          order[0] === ids[0] && ids.length === 1
            ? null
            : () => move(ids, order.find((id) => !ids.includes(id)) ?? null)
        }
      />
      <Entry
        label={menu.last}
        keys="Alt+End"
        onSelect={order.at(-1) === ids[0] && ids.length === 1 ? null : () => move(ids, null)}
      />
      <Separator />
      <Entry
        label={menu.receiptCsv}
        onSelect={
          done.length > 0
            ? () => void saveReceipt(done, 'csv', words.receiptName(first.batch.series ?? first.name))
            : null
        }
      />
      <Entry label={menu.copyNames} keys="Ctrl+C" onSelect={() => copyNames(ids)} />
      <Separator />
      <Entry label={menu.cancel} onSelect={can('cancel') ? () => cancel(ids) : null} />
      <Entry label={menu.remove} keys="Del" onSelect={() => remove(ids)} />
    </>
  )
}

/** Paths of the selected files, a line each. */
export const copyNames = (ids: readonly string[]): void => {
  const { items } = useQueue.getState()
  void navigator.clipboard.writeText(ids.flatMap((id) => items.get(id)?.path ?? []).join('\n'))
}

interface EntryProps {
  readonly label: ReactNode
  readonly keys?: string
  /** Null where it makes no sense now. */
  readonly onSelect: (() => void) | null
}

function Entry({ label, keys, onSelect }: EntryProps) {
  return (
    <ContextMenu.Item
      disabled={onSelect === null}
      onSelect={onSelect ?? (() => undefined)}
      className={classNames(
        'flex h-7.5 items-center justify-between gap-6 rounded-lg px-2.5 outline-none',
        'data-[disabled]:text-muted/60 data-[highlighted]:bg-accent-soft',
      )}
    >
      <span>{label}</span>
      {keys ? (
        <span className="text-xs text-muted" aria-hidden>
          {keys}
        </span>
      ) : null}
    </ContextMenu.Item>
  )
}

const Separator = () => <ContextMenu.Separator className="my-1 h-px bg-line" />
