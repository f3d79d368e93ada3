import {
  ArrowDown,
  ArrowUp,
  Check,
  Circle,
  CircleAlert,
  FileJson,
  FileText,
  FolderSearch,
  LoaderCircle,
  Pencil,
  RotateCcw,
  X,
} from 'lucide-react'
import { isEditable } from '../../src-shared/item/edit.ts'
import type { ItemView } from '../../src-shared/item/item.ts'
import { isPossible } from '../../src-shared/item/next-state.ts'
import { steps } from '../../src-shared/item/steps.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { CopyButton, Section } from '../parts/facts.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { move, remove, retry, start } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { saveReceipt } from '../state/save-receipt.ts'
import { openDialog, showInStore, useWindow } from '../state/window-store.ts'
import { bytes, duration, mediaWords, problemWords, timeOfDay, words } from '../words/words.ts'
import { ItemFacts } from './item-facts.tsx'
import { ItemPicture } from './item-picture.tsx'
import { ItemTracks } from './item-tracks.tsx'
import { technicalDetail } from './technical-detail.ts'
import { useItemDetails } from './use-item-details.ts'
import { classNames } from '../parts/class-names.ts'

/** Everything about one item, beside the queue. */
export function ItemDetails() {
  const focused = useWindow((it) => it.focused)
  const item = useQueue((it) => (focused === null ? undefined : it.items.get(focused)))
  const details = useItemDetails(item)
  if (!item) return null
  return (
    <aside
      aria-label={words.details.of(item.name)}
      className={classNames(
        'flex w-92 shrink-0 flex-col overflow-y-auto border-l border-line bg-surface',
        'max-[900px]:absolute max-[900px]:inset-y-0 max-[900px]:right-0 max-[900px]:max-w-full',
        'max-[900px]:shadow-lift',
      )}
    >
      <header className="sticky top-0 z-10 flex items-start gap-2 border-b border-line bg-surface px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold break-words" data-selectable>
            {item.name}
          </h2>
          <p className="text-xs text-muted">
            {[item.media && mediaWords(item.media), bytes(item.size)].filter(Boolean).join(' · ')}
          </p>
        </div>
        <IconButton
          label={words.details.close}
          icon={<X size={15} />}
          onClick={() => useWindow.setState({ isDetailsOpen: false })}
        />
      </header>
      <div className="flex flex-col gap-5 px-4 py-4">
        <div className="flex h-7 items-center justify-between">
          <StateBadge state={item.state} />
          <QueuePlace item={item} />
        </div>
        <Trouble item={item} />
        <Remark item={item} />
        <ItemPicture key={item.id} item={item} />
        <Actions item={item} />
        <Steps item={item} />
        <Troubles item={item} />
        <ItemTracks facts={details?.facts ?? null} />
        <ItemFacts item={item} details={details} />
        <Receipt item={item} />
      </div>
    </aside>
  )
}

/** Order matters while something waits: up and down without a mouse. */
function QueuePlace({ item }: { readonly item: ItemView }) {
  const order = useQueue((it) => it.order)
  const at = order.indexOf(item.id)
  if (item.state.name === 'done' || item.state.name === 'cancelled' || order.length < 2) return null
  return (
    <div className="flex gap-0.5">
      <IconButton
        label={words.details.earlier}
        icon={<ArrowUp size={15} />}
        disabled={at <= 0}
        onClick={() => move([item.id], order[at - 1] ?? null)}
      />
      <IconButton
        label={words.details.later}
        icon={<ArrowDown size={15} />}
        disabled={at >= order.length - 1}
        onClick={() => move([item.id], order[at + 2] ?? null)}
      />
    </div>
  )
}

function Actions({ item: { id, state, sourceId, flowId } }: { readonly item: ItemView }) {
  const canEdit = isEditable(state)
  const canShow = state.name === 'done' && sourceId !== null
  const canStart = isPossible(state.name, 'start')
  if (!canEdit && !canShow && !canStart) return null
  return (
    <div className="flex flex-wrap gap-2">
      {canStart ? (
        <Button look="main" onClick={() => start([id])}>
          {words.menu.start}
        </Button>
      ) : null}
      {canEdit ? (
        <Button icon={<Pencil size={14} aria-hidden />} onClick={() => openDialog({ name: 'edit', ids: [id] })}>
          {words.details.edit}
        </Button>
      ) : null}
      {canShow ? (
        <Button icon={<FolderSearch size={14} aria-hidden />} onClick={() => showInStore(sourceId, flowId)}>
          {words.menu.showInStore}
        </Button>
      ) : null}
    </div>
  )
}

function Trouble({ item }: { readonly item: ItemView }) {
  const { id, state } = item
  if (state.name !== 'failed' && state.name !== 'waiting') return null
  const { detail, code } = state.problem
  const { message, remedy } = problemWords(state.problem)
  return (
    <section aria-label={words.details.trouble} className="rounded-xl bg-bad-soft p-3.5">
      <p className="flex gap-2 font-medium">
        <CircleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
        <span data-selectable>{message}</span>
      </p>
      <p className="mt-1 pl-6" data-selectable>
        {remedy}
      </p>
      {state.name === 'waiting' ? (
        <p className="tabular mt-1 pl-6 text-muted">{words.details.tryAt(state.attempt, timeOfDay(state.untilMs))}</p>
      ) : null}
      <div className="mt-3 flex flex-wrap gap-2 pl-6">
        {code === 'duplicate' ? (
          <Button look="main" onClick={() => remove([id])}>
            {words.details.skip}
          </Button>
        ) : null}
        {isPossible(state.name, 'retry') ? (
          <Button icon={<RotateCcw size={14} aria-hidden />} onClick={() => retry([id])}>
            {state.name === 'waiting'
              ? words.hold.tryNow
              : code === 'duplicate'
                ? words.details.uploadAgain
                : words.menu.retry}
          </Button>
        ) : null}
        {code === 'not-media' || code === 'file-missing' ? (
          <Button onClick={() => remove([id])}>{words.menu.remove}</Button>
        ) : null}
        {code === 'other-server' || code === 'forbidden' || code === 'request-refused' ? (
          <Button onClick={() => openDialog({ name: 'servers' })}>{words.connection.title}</Button>
        ) : null}
      </div>
      <details className="mt-3 pl-6 text-xs text-muted">
        <summary className="w-fit">{words.technicalDetail}</summary>
        <pre
          className="mt-1.5 max-h-48 overflow-auto font-sans break-all whitespace-pre-wrap"
          data-selectable
        >{`${code}\n${detail ?? ''}`}</pre>
        <CopyButton className="mt-1.5" text={() => technicalDetail(item)}>
          {words.details.copyDetail}
        </CopyButton>
      </details>
    </section>
  )
}

/** Something that a person should know and that stops nothing. */
function Remark({ item: { isTruncated } }: { readonly item: ItemView }) {
  if (!isTruncated) return null
  return (
    <p className="flex gap-2 rounded-xl bg-sunken p-3.5">
      <CircleAlert size={16} className="mt-0.5 shrink-0 text-pending" aria-hidden />
      <span>{words.details.truncated}</span>
    </p>
  )
}

function Steps({ item }: { readonly item: ItemView }) {
  const { state, stepSeconds, tries } = item
  const at =
    state.name === 'done' ? steps.length : 'step' in state && state.step !== null ? steps.indexOf(state.step) : -1
  return (
    <Section title={words.details.steps} aside={tries > 1 ? words.details.tries(tries) : null}>
      <ol className="flex flex-col gap-2">
        {steps.map((step, index) => {
          const seconds = stepSeconds[step]
          const status =
            index < at
              ? 'done'
              : index > at
                ? 'open'
                : state.name === 'uploading'
                  ? 'running'
                  : state.name === 'failed' || state.name === 'waiting'
                    ? 'failed'
                    : 'open'
          return (
            <li key={step} className={`flex items-center gap-2.5 ${status === 'open' ? 'text-muted' : ''}`}>
              <StepIcon status={status} />
              <span className="flex-1">
                {words.details.stepWords[step]}
                <span className="sr-only">: {words.details.stepStatus[status]}</span>
              </span>
              <span className="tabular text-xs text-muted">
                {seconds === undefined || status === 'open'
                  ? ''
                  : seconds < 0.1
                    ? `< ${duration(0.1)}`
                    : duration(seconds)}
              </span>
            </li>
          )
        })}
      </ol>
    </Section>
  )
}

function StepIcon({ status }: { readonly status: 'done' | 'running' | 'failed' | 'open' }) {
  const common = { size: 15, strokeWidth: 2.25, 'aria-hidden': true } as const
  switch (status) {
    case 'done':
      return <Check {...common} className="text-good" />
    case 'running':
      return <LoaderCircle {...common} className="text-accent motion-safe:animate-spin" />
    case 'failed':
      return <CircleAlert {...common} className="text-bad" />
    case 'open':
      return <Circle {...common} className="text-line" />
  }
}

/** What went wrong on the way and was tried again. */
function Troubles({ item: { troubles } }: { readonly item: ItemView }) {
  if (troubles.length === 0) return null
  return (
    <Section title={words.details.onTheWay}>
      <ol className="flex flex-col gap-1.5 text-xs">
        {troubles.map(({ atMs, step, code, message }) => (
          <li key={`${atMs}-${step}`} className="flex gap-2">
            <time className="tabular shrink-0 text-muted" dateTime={new Date(atMs).toISOString()}>
              {timeOfDay(atMs)}
            </time>
            <span data-selectable>{problemWords({ code, message, remedy: '' }).message}</span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** What one can show to those who ask whether the card may be wiped: of this file, or of all that came with it. */
function Receipt({ item }: { readonly item: ItemView }) {
  const batch = () =>
    [...useQueue.getState().items.values()].filter((it) => it.batch.id === item.batch.id).map((it) => it.id)
  if (item.state.name !== 'done' && item.state.name !== 'failed') return null
  const name = words.receiptName(item.batch.series ?? item.name)
  return (
    <Section title={item.batch.series === null ? words.details.receipt : words.details.receiptOfSeries}>
      <div className="flex gap-2">
        <Button icon={<FileText size={14} aria-hidden />} onClick={() => void saveReceipt(batch(), 'csv', name)}>
          CSV
        </Button>
        <Button icon={<FileJson size={14} aria-hidden />} onClick={() => void saveReceipt(batch(), 'json', name)}>
          JSON
        </Button>
      </div>
    </Section>
  )
}
