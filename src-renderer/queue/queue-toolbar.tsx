import { ArrowDownAZ, ArrowUpAZ, Search, X } from 'lucide-react'
import { IconButton } from '../parts/button.tsx'
import { SmallSelect } from '../parts/field.tsx'
import { changeWish, useShown } from '../state/shown-queue.ts'
import { useQueue } from '../state/queue-store.ts'
import { words } from '../words/words.ts'
import {
  queueFilters,
  queueGroups,
  queueSorts,
  type QueueFilter,
  type QueueGroup,
  type QueueSort,
} from './queue-view.ts'
import { classNames } from '../parts/class-names.ts'

export const SEARCH_ID = 'queue-search'

/** Finding and arranging: what is shown of the queue, never what happens in it. */
export function QueueToolbar() {
  const { search, filter, sort, isDescending, group } = useShown((it) => it.wish)
  const shown = useShown((it) => it.ids.length)
  const all = useQueue((it) => it.order.length)
  const isNarrowed = search !== '' || filter !== 'all'
  const { sorts, groups, filters } = words.queue
  return (
    <div role="search" className="flex flex-wrap items-center gap-2 border-b border-line bg-ground px-4 py-1.5">
      <div className="relative min-w-40 flex-1 basis-56 max-[760px]:basis-full">
        <Search size={14} className="pointer-events-none absolute top-2 left-2.5 text-muted" aria-hidden />
        <input
          id={SEARCH_ID}
          type="text"
          aria-label={words.queue.search}
          placeholder={words.queue.search}
          title="Ctrl+F"
          value={search}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => changeWish({ search: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            changeWish({ search: '' })
            event.currentTarget.blur()
          }}
          className="h-7.5 w-full rounded-lg border border-line bg-sunken pr-7 pl-8 placeholder:text-muted"
        />
        {search === '' ? null : (
          <IconButton
            label={words.queue.clearSearch}
            icon={<X size={13} />}
            className="absolute top-0.5 right-0.5 size-6.5"
            onClick={() => changeWish({ search: '' })}
          />
        )}
      </div>
      <div role="radiogroup" aria-label={words.queue.filter} className="flex rounded-lg bg-sunken p-0.5">
        {queueFilters.map((name) => (
          <FilterChoice key={name} name={name} label={filters[name]} isChosen={filter === name} />
        ))}
      </div>
      <SmallSelect
        label={words.queue.group}
        value={group}
        options={queueGroups.map((value) => ({ value, label: groups[value] }))}
        onChange={(value) => changeWish({ group: value as QueueGroup })}
      />
      <div className="flex items-center">
        <SmallSelect
          label={words.queue.sort}
          value={sort}
          options={queueSorts.map((value) => ({ value, label: sorts[value] }))}
          onChange={(value) => changeWish({ sort: value as QueueSort })}
        />
        <IconButton
          label={isDescending ? words.queue.descending : words.queue.ascending}
          icon={isDescending ? <ArrowUpAZ size={15} /> : <ArrowDownAZ size={15} />}
          onClick={() => changeWish({ isDescending: !isDescending })}
        />
      </div>
      <p role="status" className={`tabular text-xs text-muted ${isNarrowed ? '' : 'sr-only'}`}>
        {isNarrowed ? words.queue.shown(shown, all) : ''}
      </p>
    </div>
  )
}

function FilterChoice({
  name,
  label,
  isChosen,
}: {
  readonly name: QueueFilter
  readonly label: string
  readonly isChosen: boolean
}) {
  return (
    <label
      className={classNames(
        'relative flex h-6.5 items-center rounded-md px-2 text-xs has-[:focus-visible]:outline-2',
        'has-[:focus-visible]:outline-accent',
        isChosen ? 'bg-raised font-medium shadow-sm' : 'text-muted hover:text-text',
      )}
    >
      <input
        type="radio"
        name="queue-filter"
        className="absolute inset-0 m-0 opacity-0"
        checked={isChosen}
        onChange={() => changeWish({ filter: name })}
      />
      {label}
    </label>
  )
}
