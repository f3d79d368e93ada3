import type { CallName, Ask, Answer } from '../../src-shared/contract.ts'
import { isPossible } from '../../src-shared/item/next-state.ts'
import { isFinished } from '../../src-shared/item/state.ts'
import type { ItemEventType } from '../../src-shared/item/events.ts'
import { count } from '../../src-shared/words/quantities.ts'
import { door } from '../door/open-door.ts'
import type { DroppedThing } from '../door/door.ts'
import { useQueue } from './queue-store.ts'
import { complain, notify, openDialog, setBusy } from './window-store.ts'

/** What a person can ask for, wherever the button is. Trouble is told here, once. */

async function ask<N extends CallName>(name: N, what: Ask<N>): Promise<Answer<N> | null> {
  const outcome = await door.call(name, what)
  if (outcome.ok) return outcome.value
  complain(outcome.problem)
  return null
}

/** The ids that the event would move. */
export const concerned = (ids: readonly string[], event: ItemEventType): string[] => {
  const { items } = useQueue.getState()
  return ids.filter((id) => {
    const item = items.get(id)
    return item !== undefined && isPossible(item.state.name, event)
  })
}

export const pause = (ids: readonly string[]): void => void ask('queue:pause', { ids: concerned(ids, 'pause') })
export const resume = (ids: readonly string[]): void => void ask('queue:resume', { ids: concerned(ids, 'resume') })
export const cancel = (ids: readonly string[]): void => void ask('queue:cancel', { ids: concerned(ids, 'cancel') })
export const retry = (ids: readonly string[]): void => void ask('queue:retry', { ids: concerned(ids, 'retry') })
/** Looks at the server now instead of later. */
export const lookNow = (): void => void ask('connection:check', {})
export const move = (ids: readonly string[], before: string | null): void => void ask('queue:move', { ids: [...ids], before })

/** Removing what is not finished is asked about once. */
export function remove(ids: readonly string[]): void {
  const { items } = useQueue.getState()
  const isRisky = ids.some((id) => {
    const item = items.get(id)
    return item !== undefined && !isFinished(item.state)
  })
  if (isRisky) openDialog({ name: 'confirm-remove', ids })
  else removeNow(ids)
}
export const removeNow = (ids: readonly string[]): void => void ask('queue:remove', { ids: [...ids] })

/** Space: what is moving pauses; where nothing moves, what is paused goes on. */
export function togglePause(ids: readonly string[]): void {
  if (concerned(ids, 'pause').length > 0) pause(ids)
  else resume(ids)
}

export async function addFiles(paths: readonly string[]): Promise<void> {
  const added = await ask('queue:add', { paths: [...paths] })
  if (added) notify(`${count(added.ids.length, 'file')} added`)
}

export async function previewSeries(paths: readonly string[]): Promise<void> {
  setBusy({ text: 'Looking through the folder', share: null })
  const preview = await ask('series:preview', { paths: [...paths] })
  setBusy(null)
  if (preview) openDialog({ name: 'series', preview })
}

/** Files and folders by the door's own picker, or by browsing this machine's folders where it has none. */
export async function pick(what: 'files' | 'folder'): Promise<void> {
  const about = await door.call('door:describe', {})
  if (!about.ok || !about.value.nativePickers) return openDialog({ name: 'browse', what })
  const picked = await ask('door:pick', { what })
  if (!picked || picked.paths.length === 0) return
  await (what === 'folder' ? previewSeries(picked.paths) : addFiles(picked.paths))
}

/** A drop: files are added, a folder becomes a series that is shown before anything is sent. */
export async function takeDrop(things: readonly DroppedThing[]): Promise<void> {
  const hasFolder = things.some((it) => it.entry?.isDirectory)
  setBusy({ text: 'Taking the files', share: null })
  const paths = await door.pathsOf(things, (done, all) => setBusy({ text: 'Taking the files', share: all > 0 ? done / all : null }))
  setBusy(null)
  if (!paths.ok) return complain(paths.problem)
  await (hasFolder ? previewSeries(paths.value) : addFiles(paths.value))
}

export { ask }
