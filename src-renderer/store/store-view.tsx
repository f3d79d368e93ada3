import { RefreshCw, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { StoreFlow, StoreSource } from '../../src-shared/store-content.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { ask } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { useWindow } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { FlowPanel } from './flow-panel.tsx'
import { flowSummary } from './flow-words.ts'
import { readPages } from './read-pages.ts'
import { classNames } from '../parts/class-names.ts'

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
  const [sources, reload] = useSources()
  const [search, setSearch] = useState('')
  const flows = useFlows(chosen.source, sources.round)
  const flow = flows.find((it) => it.id === chosen.flow)
  const { store } = words
  const found = sources.all.filter(
    (it) =>
      search === '' ||
      `${it.label ?? ''} ${it.id} ${Object.values(it.tags).join(' ')}`
        .toLocaleLowerCase()
        .includes(search.toLocaleLowerCase()),
  )
  return (
    <main
      className={classNames(
        'grid min-h-0 flex-1 grid-cols-[minmax(13rem,18rem)_minmax(13rem,20rem)_minmax(0,1fr)]',
        'max-[900px]:grid-cols-1',
        'max-[900px]:grid-rows-[minmax(8rem,1fr)_minmax(7rem,1fr)_minmax(0,2.4fr)]',
      )}
    >
      <section
        aria-label={store.sources}
        className="flex min-h-0 flex-col border-r border-line bg-surface max-[900px]:border-r-0 max-[900px]:border-b"
      >
        <header className="flex items-center gap-1.5 px-3 py-2">
          <h2 className="sr-only">{store.sources}</h2>
          <div className="relative min-w-0 flex-1">
            <Search size={14} className="pointer-events-none absolute top-2 left-2.5 text-muted" aria-hidden />
            <input
              id="store-search"
              type="text"
              aria-label={store.searchSources}
              placeholder={store.searchSources}
              title="Ctrl+F"
              value={search}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setSearch(event.target.value)}
              className="h-7.5 w-full rounded-lg border border-line bg-sunken pr-2 pl-8 placeholder:text-muted"
            />
          </div>
          <IconButton label={store.reload} icon={<RefreshCw size={15} />} onClick={reload} />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2">
          <ul>
            {found.map((it) => (
              <Choice
                key={it.id}
                isChosen={it.id === chosen.source}
                title={it.label ?? it.id}
                about={it.format ?? ''}
                onChoose={() => setChosen({ source: it.id, flow: null })}
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
      <section
        aria-label={store.flows}
        className="flex min-h-0 flex-col border-r border-line max-[900px]:border-r-0 max-[900px]:border-b"
      >
        <h2 className="px-4 pt-3.5 pb-2 text-xs font-medium text-muted">{store.flows}</h2>
        <div className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2">
          {chosen.source === null ? <p className="p-6 text-center text-muted">{store.chooseSource}</p> : null}
          <ul>
            {flows.map((it) => (
              <Choice
                key={it.id}
                isChosen={it.id === chosen.flow}
                title={it.label ?? it.id}
                about={flowSummary(it)}
                onChoose={() => setChosen({ ...chosen, flow: it.id })}
              />
            ))}
          </ul>
        </div>
      </section>
      <section aria-label={store.flow} className="min-h-0 overflow-y-auto bg-ground p-4">
        {flow ? (
          <FlowPanel key={flow.id} flow={flow} onShowFlow={(id) => setChosen({ ...chosen, flow: id })} />
        ) : (
          <p className="p-10 text-center text-muted">{store.chooseFlow}</p>
        )}
      </section>
    </main>
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

interface Sources {
  readonly all: readonly StoreSource[]
  readonly next: string | null
  readonly isLoaded: boolean
  readonly more: () => void
  /** Counts how often all was asked for anew. */
  readonly round: number
}

function useSources(): [Sources, () => void] {
  const [all, setAll] = useState<readonly StoreSource[]>([])
  const [next, setNext] = useState<string | null>(null)
  const [isLoaded, setLoaded] = useState(false)
  const [round, setRound] = useState(0)

  useEffect(() => {
    let isWanted = true
    void ask('store:sources', { page: null }).then((answer) => {
      if (!isWanted) return
      setLoaded(true)
      if (!answer) return
      setAll(answer.sources)
      setNext(answer.next)
    })
    return () => {
      isWanted = false
    }
  }, [round])
  const more = () =>
    void ask('store:sources', { page: next }).then((answer) => {
      if (!answer) return
      setAll((known) => [...known, ...answer.sources])
      setNext(answer.next)
    })
  return [{ all, next, isLoaded, more, round }, () => setRound(round + 1)]
}

function useFlows(sourceId: string | null, round: number): readonly StoreFlow[] {
  const [found, setFound] = useState<{ readonly of: string; readonly flows: readonly StoreFlow[] } | null>(null)
  useEffect(() => {
    if (sourceId === null) return undefined
    return readPages(
      async (page) => {
        const answer = await ask('store:flows', { sourceId, page })
        return answer && { entries: answer.flows, next: answer.next }
      },
      (flows) => setFound({ of: sourceId, flows }),
    )
  }, [sourceId, round])
  return found !== null && found.of === sourceId ? found.flows : []
}
