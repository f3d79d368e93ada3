import { FolderSearch } from 'lucide-react'
import type { ItemView } from '../../src-shared/item/item.ts'
import { IconButton } from '../parts/button.tsx'
import { showInStore } from '../state/window-store.ts'
import { bytes, dayAndTime, mediaWords, words } from '../words/words.ts'

/** Uploads that arrived, a row each. */
export function HistoryTable({ uploads }: { readonly uploads: readonly ItemView[] }) {
  const { columns } = words.history
  return (
    <table className="w-full table-fixed border-collapse">
      <thead className="sticky top-0 z-10 bg-ground text-left text-xs text-muted">
        <tr className="border-b border-line">
          <th scope="col" className="px-4 py-1.5 font-medium">
            {columns.file}
          </th>
          <th scope="col" className="w-[28%] px-2 font-medium max-[760px]:hidden">
            {columns.where}
          </th>
          <th scope="col" className="w-24 px-2 text-right font-medium">
            {columns.size}
          </th>
          <th scope="col" className="w-44 px-2 font-medium max-[760px]:w-32">
            {columns.when}
          </th>
          <th scope="col" className="w-14 px-2">
            <span className="sr-only">{columns.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {uploads.map((it) => (
          <HistoryRow key={it.id} item={it} />
        ))}
      </tbody>
    </table>
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
