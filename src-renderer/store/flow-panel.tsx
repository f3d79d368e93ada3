import { useState } from 'react'
import type { StoreFlow } from '../../src-shared/store-content.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton, Fact, FactList } from '../parts/facts.tsx'
import { ask } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { selectThese } from '../state/selection.ts'
import { notify, show, useWindow } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { FlowTimeline } from './flow-timeline.tsx'
import { flowSummary } from './flow-words.ts'
import { ObjectPlayer } from './object-player.tsx'
import { place, type PlacedSegment } from './timeline-scale.ts'
import { useSegments } from './use-store-lists.ts'

interface FlowPanelProps {
  readonly flow: StoreFlow
  readonly onShowFlow: (id: string) => void
}

/** One flow: its timeline, an object played, and all that the store says of it. */
export function FlowPanel({ flow, onShowFlow }: FlowPanelProps) {
  const segments = useSegments(flow.id)
  const placed = place(segments)
  const [chosen, setChosen] = useState<number | null>(null)
  const [playhead, setPlayhead] = useState<number | null>(null)
  const at = chosen ?? (placed.length === 1 ? 0 : null)
  const segment = at === null ? undefined : placed[at]
  const { store } = words
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
      {segment ? <SegmentObject flow={flow} segment={segment} onPlayhead={setPlayhead} /> : null}
      {flow.members.length > 0 ? <Members flow={flow} onShowFlow={onShowFlow} /> : null}
      <FlowFacts flow={flow} />
      <p>
        <CopyButton text={() => JSON.stringify({ flow, segments }, null, 2)}>{words.details.copyDetail}</CopyButton>
      </p>
    </div>
  )
}

interface SegmentObjectProps {
  readonly flow: StoreFlow
  readonly segment: PlacedSegment
  /** Seconds of the flow's timeline while the object plays; null when it does not. */
  readonly onPlayhead: (seconds: number | null) => void
}

/** The object of the chosen segment: played, named, and the file that it was. */
function SegmentObject({ flow, segment, onPlayhead }: SegmentObjectProps) {
  const { facts } = words.details
  return (
    <section aria-label={words.store.segment} className="flex flex-col gap-2">
      <ObjectPlayer
        key={segment.objectId}
        flow={flow}
        segment={segment}
        onTime={(seconds) => onPlayhead(seconds === null ? null : segment.from + seconds)}
      />
      <dl>
        <Fact name={facts.objectId}>{segment.objectId}</Fact>
        <Fact name={facts.timerange}>{segment.timerange}</Fact>
      </dl>
      <ShowFile flowId={flow.id} />
    </section>
  )
}

/** The flows that a multi flow is made of. */
function Members({ flow, onShowFlow }: FlowPanelProps) {
  const { store } = words
  return (
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
  )
}

function FlowFacts({ flow }: { readonly flow: StoreFlow }) {
  const {
    store,
    details: { facts: names },
  } = words
  const tags = Object.entries(flow.tags).map(([name, value]) => `${name}: ${value}`)
  const facts: readonly (readonly [string, string | null])[] = [
    [names.flowId, flow.id],
    [names.sourceId, flow.sourceId],
    [names.description, flow.description],
    [store.container, flow.container],
    [store.codec, flow.codec],
    [names.tags, tags.join(', ')],
    [store.created, flow.created],
  ]
  return <FactList facts={facts} />
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
