import { useEffect, useState } from 'react'
import type { StoreFlow, StoreSegment } from '../../src-shared/store-content.ts'
import { CopyButton, Fact } from '../parts/facts.tsx'
import { ask } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { selectThese } from '../state/selection.ts'
import { notify, show, useWindow } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { Button } from '../parts/button.tsx'
import { FlowTimeline } from './flow-timeline.tsx'
import { flowSummary } from './flow-words.ts'
import { ObjectPlayer } from './object-player.tsx'
import { readPages } from './read-pages.ts'
import { place } from './timeline-scale.ts'

/** One flow: its timeline, an object played, and all that the store says of it. */
export function FlowPanel({
  flow,
  onShowFlow,
}: {
  readonly flow: StoreFlow
  readonly onShowFlow: (id: string) => void
}) {
  const segments = useSegments(flow.id)
  const placed = place(segments)
  const [chosen, setChosen] = useState<number | null>(null)
  const [playhead, setPlayhead] = useState<number | null>(null)
  const at = chosen ?? (placed.length === 1 ? 0 : null)
  const segment = at === null ? undefined : placed[at]
  const {
    store,
    details: { facts: names },
  } = words
  const facts: readonly (readonly [string, string | null])[] = [
    [names.flowId, flow.id],
    [names.sourceId, flow.sourceId],
    [names.description, flow.description],
    [store.container, flow.container],
    [store.codec, flow.codec],
    [
      names.tags,
      Object.entries(flow.tags)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', '),
    ],
    [store.created, flow.created],
  ]
  return (
    <div className="flex flex-col gap-4">
      <header>
        <h2 className="text-base font-semibold" data-selectable>
          {flow.label ?? flow.id}
        </h2>
        <p className="text-muted">{flowSummary(flow)}</p>
      </header>
      {placed.length > 0 ? (
        <FlowTimeline placed={placed} chosen={at} onChoose={setChosen} playhead={playhead} />
      ) : (
        <p className="text-muted">{flow.members.length > 0 ? store.isMulti : store.noSegments}</p>
      )}
      {segment ? (
        <section aria-label={store.segment} className="flex flex-col gap-2">
          <ObjectPlayer
            key={segment.objectId}
            flow={flow}
            segment={segment}
            onTime={(seconds) => setPlayhead(seconds === null ? null : segment.from + seconds)}
          />
          <dl>
            <Fact name={names.objectId}>{segment.objectId}</Fact>
            <Fact name={names.timerange}>{segment.timerange}</Fact>
          </dl>
          <ShowFile flowId={flow.id} />
        </section>
      ) : null}
      {flow.members.length > 0 ? (
        <section aria-label={store.members}>
          <h3 className="mb-1 text-xs font-medium text-muted">{store.members}</h3>
          <ul className="flex flex-wrap gap-1.5">
            {flow.members.map((it) => (
              <li key={it.id}>
                <Button onClick={() => onShowFlow(it.id)}>{it.role ?? it.id}</Button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <dl>
        {facts.map(([name, value]) =>
          value ? (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ) : null,
        )}
      </dl>
      <p>
        <CopyButton text={() => JSON.stringify({ flow, segments }, null, 2)}>{words.details.copyDetail}</CopyButton>
      </p>
    </div>
  )
}

/** The way back: from what is in the store to the file that it was. */
function ShowFile({ flowId }: { readonly flowId: string }) {
  const look = async () => {
    const inQueue = [...useQueue.getState().items.values()].find(
      (it) => it.flowId === flowId || it.flows.some((flow) => flow.id === flowId),
    )
    if (inQueue) {
      show('queue')
      selectThese([inQueue.id])
      return useWindow.setState({ isDetailsOpen: true })
    }
    const found = await ask('history:list', { search: flowId, before: null, limit: 1 })
    const [upload] = found?.uploads ?? []
    notify(upload ? words.store.fileWas(upload.path) : words.store.fileUnknown)
  }
  return (
    <p>
      <Button onClick={() => void look()}>{words.store.showFile}</Button>
    </p>
  )
}

function useSegments(flowId: string): readonly StoreSegment[] {
  const [segments, setSegments] = useState<readonly StoreSegment[]>([])
  useEffect(
    () =>
      readPages(async (page) => {
        const answer = await ask('store:segments', { flowId, page })
        return answer && { entries: answer.segments, next: answer.next }
      }, setSegments),
    [flowId],
  )
  return segments
}
