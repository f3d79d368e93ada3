import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { StoreFlow, StoreSource } from '../../src-shared/store-content.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { classNames } from '../parts/class-names.ts'
import { SearchField } from '../parts/search-field.tsx'
import { useQueue } from '../state/queue-store.ts'
import { useWindow } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { FlowPanel } from './flow-panel.tsx'
import { flowSummary } from './flow-words.ts'
import { useFlows, useSources, type Sources } from './use-store-lists.ts'

/** What is in the connected store: its sources, the flows of one, and the timeline of a flow. */
export function StoreView() {
  const serverId = useQueue((it) => it.connection?.serverId)
  const wanted = useWindow((it) => it.wanted)
  // Another server is another store: nothing of the old one may stay on screen.
  return <Store key={`${serverId ?? ''} ${wanted?.sourceId ?? ''} ${wanted?.flowId ?? ''}`} wanted={wanted} />
}

interface Chosen {
  readonly source: string | null
  readonly flow: string | null
}

function Store({ wanted }: { readonly wanted: { readonly sourceId: string; readonly flowId: string | null } | null }) {
  const [chosen, setChosen] = useState<Chosen>({ source: wanted?.sourceId ?? null, flow: wanted?.flowId ?? null })
  const sources = useSources()
  const flows = useFlows(chosen.source, sources.round)
  const flow = flows.find((it) => it.id === chosen.flow)
  const chooseFlow = (id: string) => setChosen({ ...chosen, flow: id })
  const { store } = words
  return (
    <main
      className={classNames(
        'grid min-h-0 flex-1 grid-cols-[minmax(13rem,18rem)_minmax(13rem,20rem)_minmax(0,1fr)]',
        'max-[900px]:grid-cols-1',
        'max-[900px]:grid-rows-[minmax(8rem,1fr)_minmax(7rem,1fr)_minmax(0,2.4fr)]',
      )}
    >
      <SourceList sources={sources} chosenId={chosen.source} onChoose={(id) => setChosen({ source: id, flow: null })} />
      <FlowList flows={flows} chosenId={chosen.flow} isSourceChosen={chosen.source !== null} onChoose={chooseFlow} />
      <section aria-label={store.flow} className="min-h-0 overflow-y-auto bg-ground p-4">
        {flow ? (
          <FlowPanel key={flow.id} flow={flow} onShowFlow={chooseFlow} />
        ) : (
          <p className="p-10 text-center text-muted">{store.chooseFlow}</p>
        )}
      </section>
    </main>
  )
}

const matches = ({ label, id, tags }: StoreSource, search: string): boolean =>
  search === '' ||
  `${label ?? ''} ${id} ${Object.values(tags).join(' ')}`.toLocaleLowerCase().includes(search.toLocaleLowerCase())

interface SourceListProps {
  readonly sources: Sources
  readonly chosenId: string | null
  readonly onChoose: (id: string) => void
}

/** The sources that are read so far, to be searched. */
function SourceList({ sources, chosenId, onChoose }: SourceListProps) {
  const [search, setSearch] = useState('')
  const found = sources.all.filter((it) => matches(it, search))
  const { store } = words
  return (
    <section
      aria-label={store.sources}
      className="flex min-h-0 flex-col border-r border-line bg-surface max-[900px]:border-r-0 max-[900px]:border-b"
    >
      <header className="flex items-center gap-1.5 px-3 py-2">
        <h2 className="sr-only">{store.sources}</h2>
        <SearchField
          id="store-search"
          label={store.searchSources}
          value={search}
          onSearch={setSearch}
          className="min-w-0 flex-1"
        />
        <IconButton label={store.reload} icon={<RefreshCw size={15} />} onClick={sources.reload} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2">
        <ul>
          {found.map((it) => (
            <Choice
              key={it.id}
              isChosen={it.id === chosenId}
              title={it.label ?? it.id}
              about={it.format ?? ''}
              onChoose={() => onChoose(it.id)}
            />
          ))}
        </ul>
        {sources.next === null ? null : (
          <p className="p-2 text-center">
            <Button onClick={sources.more}>{store.more}</Button>
          </p>
        )}
        {sources.isLoaded && found.length === 0 ? (
          <p className="p-6 text-center text-muted">{search === '' ? store.noSources : store.nothingFound}</p>
        ) : null}
      </div>
    </section>
  )
}

interface FlowListProps {
  readonly flows: readonly StoreFlow[]
  readonly chosenId: string | null
  readonly isSourceChosen: boolean
  readonly onChoose: (id: string) => void
}

/** The flows of the chosen source. */
function FlowList({ flows, chosenId, isSourceChosen, onChoose }: FlowListProps) {
  const { store } = words
  return (
    <section
      aria-label={store.flows}
      className="flex min-h-0 flex-col border-r border-line max-[900px]:border-r-0 max-[900px]:border-b"
    >
      <h2 className="px-4 pt-3.5 pb-2 text-xs font-medium text-muted">{store.flows}</h2>
      <div className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2">
        {isSourceChosen ? null : <p className="p-6 text-center text-muted">{store.chooseSource}</p>}
        <ul>
          {flows.map((it) => (
            <Choice
              key={it.id}
              isChosen={it.id === chosenId}
              title={it.label ?? it.id}
              about={flowSummary(it)}
              onChoose={() => onChoose(it.id)}
            />
          ))}
        </ul>
      </div>
    </section>
  )
}

function Choice({
  title,
  about,
  isChosen,
  onChoose,
}: {
  readonly title: string
  readonly about: string
  readonly isChosen: boolean
  readonly onChoose: () => void
}) {
  return (
    <li>
      <button
        type="button"
        aria-current={isChosen ? 'true' : undefined}
        onClick={onChoose}
        className={classNames(
          'block w-full rounded-lg px-2.5 py-1.5 text-left focus-visible:-outline-offset-2',
          isChosen ? 'bg-accent-soft' : 'hover:bg-raised',
        )}
      >
        <span className="block truncate font-medium" title={title}>
          {title}
        </span>
        <span className="block truncate text-xs text-muted">{about}</span>
      </button>
    </li>
  )
}
