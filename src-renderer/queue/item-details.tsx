import { ArrowDown, ArrowUp, Check, Circle, CircleAlert, Copy, FileJson, FileText, LoaderCircle, RotateCcw, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { isPossible } from '../../src-shared/item/next-state.ts'
import type { ItemView } from '../../src-shared/item/item.ts'
import { steps, type Step } from '../../src-shared/item/steps.ts'
import type { Proof } from '../../src-shared/item/work.ts'
import { bytesInWords, count, durationInWords } from '../../src-shared/words/quantities.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { move, remove, retry } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { saveReceipt } from '../state/save-receipt.ts'
import { notify, useWindow } from '../state/window-store.ts'

const stepWords: Readonly<Record<Step, string>> = {
  source: 'Source made', flow: 'Flow made', storage: 'Place in the store', media: 'Bytes sent', segment: 'On the timeline',
}

/** Everything about one item, beside the queue. */
export function ItemDetails() {
  const focused = useWindow((it) => it.focused)
  const item = useQueue((it) => (focused === null ? undefined : it.items.get(focused)))
  if (!item) return null
  return (
    <aside aria-label={`Details of ${item.name}`} className="flex w-88 shrink-0 flex-col overflow-y-auto border-l border-line bg-surface max-[900px]:absolute max-[900px]:inset-y-0 max-[900px]:right-0 max-[900px]:shadow-lift">
      <header className="sticky top-0 flex items-start gap-2 border-b border-line bg-surface px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold break-words" data-selectable>{item.name}</h2>
          <p className="text-xs text-muted">{[item.summary, bytesInWords(item.size)].filter(Boolean).join(' · ')}</p>
        </div>
        <IconButton label="Close the details" icon={<X size={15} />} onClick={() => useWindow.setState({ isDetailsOpen: false })} />
      </header>
      <div className="flex flex-col gap-5 px-4 py-4">
        <div className="flex items-center justify-between">
          <StateBadge state={item.state} />
          <QueuePlace item={item} />
        </div>
        <Trouble item={item} />
        <Remark item={item} />
        <Steps item={item} />
        <Troubles item={item} />
        <Facts item={item} />
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
      <IconButton label="Earlier in the queue (Alt+Up)" icon={<ArrowUp size={15} />} disabled={at <= 0} onClick={() => move([item.id], order[at - 1] ?? null)} />
      <IconButton label="Later in the queue (Alt+Down)" icon={<ArrowDown size={15} />} disabled={at >= order.length - 1} onClick={() => move([item.id], order[at + 2] ?? null)} />
    </div>
  )
}

function Trouble({ item: { id, state } }: { readonly item: ItemView }) {
  if (state.name !== 'failed' && state.name !== 'waiting') return null
  const { message, remedy, detail, code } = state.problem
  return (
    <section aria-label="What is wrong" className="rounded-xl bg-bad-soft p-3.5">
      <p className="flex gap-2 font-medium"><CircleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden /><span data-selectable>{message}</span></p>
      <p className="mt-1 pl-6" data-selectable>{remedy}</p>
      {state.name === 'waiting' ? <p className="tabular mt-1 pl-6 text-muted">Try {state.attempt} at {timeOfDay(state.untilMs)}</p> : null}
      <div className="mt-3 flex gap-2 pl-6">
        {code === 'duplicate' ? <Button look="main" onClick={() => remove([id])}>Skip it</Button> : null}
        {isPossible(state.name, 'retry') ? <Button icon={<RotateCcw size={14} aria-hidden />} onClick={() => retry([id])}>{state.name === 'waiting' ? 'Try now' : code === 'duplicate' ? 'Upload again' : 'Retry'}</Button> : null}
      </div>
      <details className="mt-3 pl-6 text-xs text-muted">
        <summary className="w-fit">Technical detail</summary>
        <pre className="mt-1.5 max-h-48 overflow-auto break-all whitespace-pre-wrap" data-selectable>{`${code}\n${detail ?? ''}`}</pre>
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
      <span>The file is cut short, or was still being written: it holds less than its header promises. It goes up as it is; if a better copy exists, add that one.</span>
    </p>
  )
}

function Steps({ item }: { readonly item: ItemView }) {
  const { state, stepSeconds } = item
  const at = state.name === 'done' ? steps.length : 'step' in state && state.step !== null ? steps.indexOf(state.step) : -1
  return (
    <section aria-label="The five steps">
      <h3 className="mb-2 text-xs font-medium text-muted">Steps</h3>
      <ol className="flex flex-col gap-2">
        {steps.map((step, index) => {
          const seconds = stepSeconds[step]
          const status = index < at ? 'done' : index > at ? 'open' : state.name === 'uploading' ? 'running' : state.name === 'failed' || state.name === 'waiting' ? 'failed' : 'open'
          return (
            <li key={step} className={`flex items-center gap-2.5 ${status === 'open' ? 'text-muted' : ''}`}>
              <StepIcon status={status} />
              <span className="flex-1">{stepWords[step]}<span className="sr-only">: {status}</span></span>
              <span className="tabular text-xs text-muted">{seconds === undefined || status === 'open' ? '' : seconds < 0.1 ? '< 0.1 s' : durationInWords(seconds)}</span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function StepIcon({ status }: { readonly status: 'done' | 'running' | 'failed' | 'open' }) {
  const common = { size: 15, strokeWidth: 2.25, 'aria-hidden': true } as const
  switch (status) {
    case 'done': return <Check {...common} className="text-good" />
    case 'running': return <LoaderCircle {...common} className="text-accent motion-safe:animate-spin" />
    case 'failed': return <CircleAlert {...common} className="text-bad" />
    case 'open': return <Circle {...common} className="text-line" />
  }
}

/** What went wrong on the way and was tried again. */
function Troubles({ item: { troubles } }: { readonly item: ItemView }) {
  if (troubles.length === 0) return null
  return (
    <section aria-label="What went wrong on the way">
      <h3 className="mb-2 text-xs font-medium text-muted">On the way</h3>
      <ol className="flex flex-col gap-1.5 text-xs">
        {troubles.map(({ atMs, step, message }) => (
          <li key={`${atMs}-${step}`} className="flex gap-2"><time className="tabular shrink-0 text-muted" dateTime={new Date(atMs).toISOString()}>{timeOfDay(atMs)}</time><span data-selectable>{message}</span></li>
        ))}
      </ol>
    </section>
  )
}

const timeOfDay = (ms: number): string => new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

const proofWords: Readonly<Record<Proof, string>> = {
  etag: 'the store\u2019s checksum', 'read-back': 'reading it back', size: 'its size only', none: 'nobody: verifying was off',
}

const leftBehind = ({ abandoned: { objects, flows } }: ItemView): string | null =>
  [objects.length > 0 ? `${count(objects.length, 'object')} of earlier tries, which the store collects` : '', flows.length > 0 ? `empty flows ${flows.join(', ')}` : ''].filter(Boolean).join('; ') || null

/** What one can show to those who ask whether the card may be wiped: of this file, or of all that came with it. */
function Receipt({ item }: { readonly item: ItemView }) {
  const batch = () => [...useQueue.getState().items.values()].filter((it) => it.batch.id === item.batch.id).map((it) => it.id)
  if (item.state.name !== 'done' && item.state.name !== 'failed') return null
  return (
    <section aria-label="Receipt">
      <h3 className="mb-2 text-xs font-medium text-muted">Receipt{item.batch.series === null ? '' : ' of the whole series'}</h3>
      <div className="flex gap-2">
        <Button icon={<FileText size={14} aria-hidden />} onClick={() => void saveReceipt(batch(), 'csv', `receipt ${item.batch.series ?? item.name}`)}>CSV</Button>
        <Button icon={<FileJson size={14} aria-hidden />} onClick={() => void saveReceipt(batch(), 'json', `receipt ${item.batch.series ?? item.name}`)}>JSON</Button>
      </div>
    </section>
  )
}

function Facts({ item }: { readonly item: ItemView }) {
  const [object] = item.objects
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Source', item.sourceName], ['Flow', item.flowName], ['Series', item.batch.series], ['File', item.path], ['Pieces', item.pieces === null ? null : `${count(item.pieces, 'piece')} on the timeline`], ['Tries', item.tries > 1 ? String(item.tries) : null],
    ['Source id', item.sourceId], ['Flow id', item.flowId], ['Object id', object?.objectId], ['Time range', object?.timerange], ['MD5', object?.md5], ['SHA-256', object?.sha256], ['ETag', object?.etag],
    ['Checked by', object?.proof ? proofWords[object.proof] : null], ['Carried by', object?.client === 'node' ? 'the second HTTP client' : null], ['Left behind', leftBehind(item)],
  ]
  return (
    <section aria-label="Names and ids">
      <h3 className="mb-1.5 text-xs font-medium text-muted">Names and ids</h3>
      <dl className="flex flex-col">
        {facts.map(([name, value]) => (value ? <Fact key={name} name={name}>{value}</Fact> : null))}
      </dl>
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode & string }) {
  const copy = () => void navigator.clipboard.writeText(children).then(() => notify(`${name} copied`))
  return (
    <div className="group flex items-start gap-2 border-b border-line/60 py-1.5 last:border-0">
      <dt className="w-20 shrink-0 text-xs leading-5 text-muted">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-start gap-2 text-xs leading-5">
        <span className="min-w-0 flex-1 break-all" data-selectable>{children}</span>
        <IconButton label={`Copy ${name}`} icon={<Copy size={12} />} onClick={copy} className="size-5 opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />
      </dd>
    </div>
  )
}
