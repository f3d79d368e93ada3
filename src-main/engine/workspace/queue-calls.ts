import { clipNameOf } from '../../../src-shared/naming/clip-names.ts'
import { failed, ok } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { findFiles, withBelongings } from '../intake/index.ts'
import { detailsOf, receiptText, receiptOf, viewOf } from '../item/index.ts'
import { defaultOptions, defined, nothing, type CallContext, type QueueHandlers } from './call-context.ts'

/** The queue, and what is shown of one item. */
export function queueCalls(
  context: CallContext,
): Pick<
  QueueHandlers,
  | 'queue:snapshot'
  | 'queue:add'
  | 'queue:pause'
  | 'queue:resume'
  | 'queue:cancel'
  | 'queue:retry'
  | 'queue:remove'
  | 'queue:restore'
  | 'queue:start'
  | 'queue:edit'
  | 'queue:move'
  | 'queue:receipt'
  | 'item:details'
  | 'item:pictures'
> {
  const { engine, connection, journal, thumbnails } = context
  return {
    'queue:snapshot': () => {
      // A window that opens wants to know whether the server answers; it hears so as an event.
      if (connection.status().state === 'checking') void connection.live()
      return Promise.resolve(
        ok({
          items: engine.items().map(viewOf),
          connection: connection.status(),
          totals: engine.totals(),
          hold: engine.hold(),
          damage: journal.damage,
        }),
      )
    },
    'queue:add': async ({ paths, options }) => {
      const found = await findFiles(paths, { recursive: true })
      if (!found.ok) return found
      const { files, belonging, others, refused } = found.value
      if (files.length === 0) return failed(problem('nothing-to-add', { path: paths.join(', ') }))
      const clips = files.map((it) => ({ ...it, sourceName: clipNameOf(it.path), flowName: clipNameOf(it.path) }))
      const sound = belonging.filter((it) => it.as === 'sound')
      const all = sound.length > 0 ? await withBelongings(clips, sound) : files
      return ok({
        ids: engine.add(all, { series: null, options: { ...defined(options), ...defaultOptions(context) } }),
        refused,
        leftOut: belonging.length - sound.length + others.length,
      })
    },
    'queue:pause': ({ ids }) => nothing(() => engine.pause(ids)),
    'queue:resume': ({ ids }) => nothing(() => engine.resume(ids)),
    'queue:cancel': ({ ids }) => nothing(() => engine.cancel(ids)),
    'queue:retry': ({ ids }) => nothing(() => engine.retry(ids)),
    'queue:remove': ({ ids }) => nothing(() => engine.remove(ids)),
    'queue:restore': ({ ids }) => nothing(() => engine.restore(ids)),
    'queue:start': ({ ids }) => nothing(() => engine.start(ids)),
    'queue:edit': ({ edits }) => Promise.resolve(ok({ ids: engine.edit(edits) })),
    'queue:move': ({ ids, before }) => nothing(() => engine.move(ids, before)),
    'queue:receipt': ({ ids, form }) =>
      Promise.resolve(
        ok({
          text: receiptText(
            ids.flatMap((id) => engine.item(id) ?? []).map((it) => receiptOf(it, engine.objects(it.id))),
            form,
          ),
        }),
      ),
    'item:details': ({ id }) => {
      const item = engine.item(id)
      return Promise.resolve(item ? ok(detailsOf(item, engine.objects(id))) : failed(problem('no-such-item')))
    },
    'item:pictures': async ({ id, kind }) => {
      const item = engine.item(id)
      return item ? ok({ images: await thumbnails.take(item, kind) }) : failed(problem('no-such-item'))
    },
  }
}
