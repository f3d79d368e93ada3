import { FileJson, FileText, FolderSearch, Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ItemView } from '../../src-shared/item/item.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { ask } from '../state/commands.ts'
import { saveReceiptText, type ReceiptForm } from '../state/save-receipt.ts'
import { showInStore } from '../state/window-store.ts'
import { bytes, dayAndTime, mediaWords, wholeNumber, words } from '../words/words.ts'

const PAGE = 100
const WAIT_MS = 150

/** Everything that ever arrived, also what left the list: to be searched, shown and proven. */
export function HistoryView() {
  const [search, setSearch] = useState('')
  const [uploads, setUploads] = useState<readonly ItemView[]>([])
  const [total, setTotal] = useState<number | null>(null)
  const latest = useRef('')
  const { history } = words

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
  async function receipt(form: ReceiptForm): Promise<void> {
    const made = await ask('history:receipt', { search, form })
    if (made) saveReceiptText(made.text, form, words.receiptName(search === '' ? history.everything : search))
  }
  const hasAny = uploads.length > 0
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <div role="search" className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2">
        <h2 className="mr-2 font-semibold">{history.title}</h2>
        <div className="relative min-w-40 flex-1 basis-56">
          <Search size={14} className="pointer-events-none absolute top-2 left-2.5 text-muted" aria-hidden />
          <input
            id="history-search"
            type="text"
            aria-label={history.search}
            placeholder={history.search}
            title="Ctrl+F"
            value={search}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setSearch(event.target.value)}
            className="h-7.5 w-full rounded-lg border border-line bg-sunken pr-2 pl-8 placeholder:text-muted"
          />
        </div>
        <p role="status" className="tabular text-xs text-muted">
          {total === null ? '' : history.found(wholeNumber(total))}
        </p>
        <Button icon={<FileText size={14} aria-hidden />} disabled={!hasAny} onClick={() => void receipt('csv')}>
          {history.receiptCsv}
        </Button>
        <Button icon={<FileJson size={14} aria-hidden />} disabled={!hasAny} onClick={() => void receipt('json')}>
          JSON
        </Button>
      </div>
      {/* The table may be longer than the window; whoever has no mouse scrolls it by its focus. */}
      <div
        className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
        tabIndex={0}
        role="region"
        aria-label={history.title}
      >
        {hasAny ? (
          <table className="w-full table-fixed border-collapse">
            <thead className="sticky top-0 z-10 bg-ground text-left text-xs text-muted">
              <tr className="border-b border-line">
                <th scope="col" className="px-4 py-1.5 font-medium">
                  {history.columns.file}
                </th>
                <th scope="col" className="w-[28%] px-2 font-medium max-[760px]:hidden">
                  {history.columns.where}
                </th>
                <th scope="col" className="w-24 px-2 text-right font-medium">
                  {history.columns.size}
                </th>
                <th scope="col" className="w-44 px-2 font-medium max-[760px]:w-32">
                  {history.columns.when}
                </th>
                <th scope="col" className="w-14 px-2">
                  <span className="sr-only">{history.columns.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {uploads.map((it) => (
                <HistoryRow key={it.id} item={it} />
              ))}
            </tbody>
          </table>
        ) : total === null ? null : (
          <p className="p-12 text-center text-muted">{search === '' ? history.empty : history.nothingFound}</p>
        )}
        {hasAny && total !== null && uploads.length < total ? (
          <p className="p-3 text-center">
            <Button onClick={() => void load(search, uploads.at(-1) ?? null)}>{history.more}</Button>
          </p>
        ) : null}
      </div>
    </main>
  )
}

function HistoryRow({ item }: { readonly item: ItemView }) {
  const { name, path, sourceName, flowName, media, size, state, isAlreadyThere, sourceId, flowId } = item
  return (
    <tr className="border-b border-line/70 hover:bg-raised">
      <td className="px-4 py-1.5">
        <p className="truncate font-medium" title={path} data-selectable>
          {name}
        </p>
        <p className="truncate text-xs text-muted">
          {[media && mediaWords(media), isAlreadyThere ? words.history.alreadyThere : ''].filter(Boolean).join(' · ')}
        </p>
      </td>
      <td className="px-2 max-[760px]:hidden">
        <p className="truncate" data-selectable>
          {sourceName === flowName ? sourceName : `${sourceName} / ${flowName}`}
        </p>
      </td>
      <td className="tabular px-2 text-right text-muted">{bytes(size)}</td>
      <td className="tabular px-2 text-xs text-muted">
        {state.name === 'done' ? (
          <time dateTime={new Date(state.finishedMs).toISOString()}>{dayAndTime(state.finishedMs)}</time>
        ) : null}
      </td>
      <td className="px-2">
        {sourceId ? (
          <IconButton
            label={words.history.showInStore(name)}
            icon={<FolderSearch size={15} />}
            onClick={() => showInStore(sourceId, flowId)}
          />
        ) : null}
      </td>
    </tr>
  )
}
