import type { CallName, Ask, Answer, SeriesPreview } from '../../src-shared/contract.ts'
import type { ItemEventType } from '../../src-shared/item/events.ts'
import { isPossible } from '../../src-shared/item/next-state.ts'
import type { DroppedThing } from '../door/door.ts'
import { door } from '../door/open-door.ts'
import { words } from '../words/words.ts'
import { useQueue } from './queue-store.ts'
import { undoable } from './undo.ts'
import { complain, notify, openDialog, setBusy, show } from './window-store.ts'

/** What a person can ask for, wherever the button is. Trouble is told here, once. */

export async function ask<N extends CallName>(name: N, what: Ask<N>): Promise<Answer<N> | null> {
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
export const retry = (ids: readonly string[]): void => void ask('queue:retry', { ids: concerned(ids, 'retry') })
export const start = (ids: readonly string[]): void => void ask('queue:start', { ids: concerned(ids, 'start') })
/** Looks at the server now instead of later. */
export const lookNow = (): void => void ask('connection:check', {})
export const move = (ids: readonly string[], before: string | null): void =>
  void ask('queue:move', { ids: [...ids], before })

/** Cancelling can be taken back: everything is then as it was. */
export function cancel(ids: readonly string[]): void {
  const concernedIds = concerned(ids, 'cancel')
  if (concernedIds.length === 0) return
  void ask('queue:cancel', { ids: concernedIds })
  const act = undoable(() => void ask('queue:restore', { ids: concernedIds }))
  notify(words.queue.cancelled(concernedIds.length), { label: words.undo, act })
}

/** Removing never asks first, because it can be taken back; the files themselves are not touched. */
export function remove(ids: readonly string[]): void {
  if (ids.length === 0) return
  const removed = [...ids]
  void ask('queue:remove', { ids: removed })
  const act = undoable(() => void ask('queue:restore', { ids: removed }))
  notify(words.queue.removed(removed.length), { label: words.undo, act })
}

/** Space: what is moving pauses; where nothing moves, what is paused goes on, and what waits to be started begins. */
export function togglePause(ids: readonly string[]): void {
  if (concerned(ids, 'start').length > 0) start(ids)
  else if (concerned(ids, 'pause').length > 0) pause(ids)
  else resume(ids)
}

export async function addFiles(paths: readonly string[]): Promise<void> {
  const added = await ask('queue:add', { paths: [...paths] })
  if (!added) return
  show('queue')
  const text = words.queue.added(added.ids.length)
  notify(added.leftOut > 0 ? `${text}. ${words.series.leftOut(added.leftOut)}.` : text)
  tellRefused(added.refused)
}

export async function previewSeries(paths: readonly string[]): Promise<void> {
  setBusy({ text: words.looking, share: null })
  const preview = await ask('series:preview', { paths: [...paths] })
  setBusy(null)
  if (!preview) return
  openDialog({ name: 'series', preview })
  tellRefused(preview.refused)
}

/** As many as can be read; the others are counted. */
function tellRefused(refused: SeriesPreview['refused']): void {
  for (const { problem } of refused.slice(0, MOST_TOLD)) complain(problem)
  if (refused.length > MOST_TOLD) notify(words.moreRefused(refused.length - MOST_TOLD))
}
const MOST_TOLD = 3

/** The clips that came with Framehaul, as the series that a newcomer can send. */
export async function trySamples(): Promise<void> {
  const samples = await ask('samples:folder', {})
  if (samples) await previewSeries([samples.path])
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
  setBusy({ text: words.taking, share: null })
  const paths = await door.pathsOf(things, (done, all) =>
    setBusy({ text: words.taking, share: all > 0 ? done / all : null }),
  )
  setBusy(null)
  if (!paths.ok) return complain(paths.problem)
  await (hasFolder ? previewSeries(paths.value) : addFiles(paths.value))
}
