import { FileJson, FileText } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ItemView } from '../../src-shared/item/item.ts'
import { Button } from '../parts/button.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { ask } from '../state/commands.ts'
import { saveReceiptText, type ReceiptForm } from '../state/save-receipt.ts'
import { wholeNumber, words } from '../words/words.ts'
import { HistoryTable } from './history-table.tsx'

const PAGE = 100
const WAIT_MS = 150

/** Everything that ever arrived, also what left the list: to be searched, shown and proven. */
export function HistoryView() {
  const [search, setSearch] = useState('')
  const { uploads, total, loadMore } = useHistory(search)
  const { history } = words
  const hasAny = uploads.length > 0
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <div role="search" className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2">
        <h2 className="mr-2 font-semibold">{history.title}</h2>
        <SearchField
          id="history-search"
          label={history.search}
          value={search}
          onSearch={setSearch}
          className="min-w-40 flex-1 basis-56"
        />
        <p role="status" className="tabular text-xs text-muted">
          {total === null ? '' : history.found(wholeNumber(total))}
        </p>
        <ReceiptButtons search={search} isDisabled={!hasAny} />
      </div>
      {/* The table may be longer than the window; whoever has no mouse scrolls it by its focus. */}
      <div
        className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
        tabIndex={0}
        role="region"
        aria-label={history.title}
      >
        {hasAny ? (
          <HistoryTable uploads={uploads} />
        ) : total === null ? null : (
          <p className="p-12 text-center text-muted">{search === '' ? history.empty : history.nothingFound}</p>
        )}
        {hasAny && total !== null && uploads.length < total ? (
          <p className="p-3 text-center">
            <Button onClick={loadMore}>{history.more}</Button>
          </p>
        ) : null}
      </div>
    </main>
  )
}

interface History {
  readonly uploads: readonly ItemView[]
  /** How many there are, read or not; null until it is known. */
  readonly total: number | null
  readonly loadMore: () => void
}

/** What the search finds, the latest first, a page at a time. */
function useHistory(search: string): History {
  const [uploads, setUploads] = useState<readonly ItemView[]>([])
  const [total, setTotal] = useState<number | null>(null)
  const latest = useRef('')

  async function load(wanted: string, after: ItemView | null): Promise<void> {
    latest.current = wanted
    const before = after?.state.name === 'done' ? { finishedMs: after.state.finishedMs, id: after.id } : null
    const page = await ask('history:list', { search: wanted, before, limit: PAGE })
    if (!page || latest.current !== wanted) return
    setUploads((known) => (after ? [...known, ...page.uploads] : page.uploads))
    setTotal(page.total)
  }
  useEffect(() => {
    const timer = setTimeout(() => void load(search, null), search === '' ? 0 : WAIT_MS)
    return () => clearTimeout(timer)
  }, [search])
  return { uploads, total, loadMore: () => void load(search, uploads.at(-1) ?? null) }
}

/** The receipt of all that the search finds. */
function ReceiptButtons({ search, isDisabled }: { readonly search: string; readonly isDisabled: boolean }) {
  const { history } = words
  async function receipt(form: ReceiptForm): Promise<void> {
    const made = await ask('history:receipt', { search, form })
    if (made) saveReceiptText(made.text, form, words.receiptName(search === '' ? history.everything : search))
  }
  return (
    <>
      <Button icon={<FileText size={14} aria-hidden />} disabled={isDisabled} onClick={() => void receipt('csv')}>
        {history.receiptCsv}
      </Button>
      <Button icon={<FileJson size={14} aria-hidden />} disabled={isDisabled} onClick={() => void receipt('json')}>
        JSON
      </Button>
    </>
  )
}
