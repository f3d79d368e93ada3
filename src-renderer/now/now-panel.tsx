import { X } from 'lucide-react'
import type { ItemView } from '../../src-shared/item/item.ts'
import { IconButton } from '../parts/button.tsx'
import { SmallSelect } from '../parts/field.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { useQueue } from '../state/queue-store.ts'
import { select } from '../state/selection.ts'
import { saveSettings, useSettings } from '../state/settings.ts'
import { toggleNow, useWindow } from '../state/window-store.ts'
import { bytes, problemWords, speed, timeLeft, wholeNumber, words } from '../words/words.ts'
import { ThroughputChart } from './throughput-chart.tsx'
import { classNames } from '../parts/class-names.ts'

const MOST_RUNNING = 8
const MOST_NEXT = 5

/** What happens at this moment: how fast, where to, what runs, what comes next, and the limit within reach. */
export function NowPanel() {
  const { now } = words
  return (
    <section
      aria-label={now.title}
      className={classNames(
        'relative grid max-h-[46vh] shrink-0',
        'grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,0.8fr)] gap-5 overflow-y-auto border-t',
        'border-line bg-surface px-4 py-3 max-[900px]:grid-cols-1',
      )}
    >
      <h2 className="sr-only">{now.title}</h2>
      <IconButton label={now.close} icon={<X size={15} />} onClick={toggleNow} className="absolute top-2 right-3" />
      <div className="min-w-0">
        <Heading title={now.throughput} />
        <ThroughputChart />
      </div>
      <div className="min-w-0">
        <Heading title={now.running} />
        <Running />
      </div>
      <div className="min-w-0">
        <Heading title={now.line} />
        <Line />
        <Heading title={now.next} />
        <Next />
      </div>
    </section>
  )
}

const Heading = ({ title }: { readonly title: string }) => (
  <h3 className="mb-1.5 text-xs font-medium text-muted">{title}</h3>
)

const inOrder = (
  order: readonly string[],
  items: ReadonlyMap<string, ItemView>,
  name: ItemView['state']['name'],
  most: number,
): ItemView[] => {
  const found: ItemView[] = []
  for (const id of order) {
    const item = items.get(id)
    if (item?.state.name === name) found.push(item)
    if (found.length === most) break
  }
  return found
}

function Running() {
  const items = useQueue((it) => it.items)
  const order = useQueue((it) => it.order)
  const running = inOrder(order, items, 'uploading', MOST_RUNNING)
  if (running.length === 0) return <p className="text-muted">{words.now.nothingRuns}</p>
  return (
    <ul className="flex flex-col gap-1.5">
      {running.map((it) => (
        <RunningItem key={it.id} item={it} />
      ))}
    </ul>
  )
}

function RunningItem({ item }: { readonly item: ItemView }) {
  const progress = useQueue((it) => it.progress.get(item.id))
  const look = () => {
    select(item.id, 'only')
    useWindow.setState({ isDetailsOpen: true })
  }
  return (
    <li>
      <div className="flex items-baseline justify-between gap-3">
        <button type="button" onClick={look} className="min-w-0 truncate text-left hover:text-accent">
          {item.name}
        </button>
        <span className="tabular shrink-0 text-xs text-muted">
          {progress && progress.bytesPerSecond > 0
            ? [speed(progress.bytesPerSecond), progress.secondsLeft === null ? '' : timeLeft(progress.secondsLeft)]
                .filter(Boolean)
                .join(' · ')
            : ''}
        </span>
      </div>
      <ProgressBar
        share={item.size > 0 ? (progress?.bytesSent ?? 0) / item.size : 0}
        label={words.now.progressOf(item.name)}
      />
    </li>
  )
}

function Next() {
  const items = useQueue((it) => it.items)
  const order = useQueue((it) => it.order)
  const next = inOrder(order, items, 'queued', MOST_NEXT)
  const waiting = [...items.values()].filter((it) => it.state.name === 'queued').length
  if (next.length === 0) return <p className="text-muted">{words.now.nothingWaits}</p>
  return (
    <ol className="flex flex-col">
      {next.map((it) => (
        <li key={it.id} className="flex justify-between gap-3">
          <span className="min-w-0 truncate">{it.name}</span>
          <span className="tabular shrink-0 text-xs text-muted">{bytes(it.size)}</span>
        </li>
      ))}
      {waiting > next.length ? (
        <li className="text-xs text-muted">{words.now.more(wholeNumber(waiting - next.length))}</li>
      ) : null}
    </ol>
  )
}

const LIMITS_MB = [1, 2, 5, 10, 25, 50, 100, 250] as const

/** The server, and how much of the line uploads may have. */
function Line() {
  const connection = useQueue((it) => it.connection)
  const hold = useQueue((it) => it.hold)
  const settings = useSettings()
  const limit = settings?.limits.bytesPerSecond ?? null
  const choose = (value: string) => {
    if (settings) void saveSettings({ limits: { bytesPerSecond: value === '' ? null : Number(value) } })
  }
  const options = [...new Set([...LIMITS_MB.map((it) => it * 1_000_000), ...(limit === null ? [] : [limit])])].sort(
    (a, b) => a - b,
  )
  return (
    <div className="mb-3 flex flex-col gap-2">
      {connection ? (
        <p className="flex items-center gap-2">
          <span
            className={classNames(
              'size-2 shrink-0 rounded-full',
              hold || connection.state === 'unreachable'
                ? 'bg-bad'
                : connection.state === 'reachable'
                  ? 'bg-good'
                  : 'bg-pending',
            )}
            aria-hidden
          />
          <span className="min-w-0 truncate">
            {connection.embedded ? words.connection.embedded : connection.address}
          </span>
          <span className="text-xs whitespace-nowrap text-muted">
            {hold ? words.now.held : words.connection[connection.state]}
          </span>
        </p>
      ) : null}
      {hold ? <p className="text-xs">{problemWords(hold.problem).message}</p> : null}
      <div className="flex items-center gap-2">
        <SmallSelect
          label={words.now.limit}
          value={limit === null ? '' : String(limit)}
          options={[
            { value: '', label: words.now.noLimit },
            ...options.map((it) => ({ value: String(it), label: words.now.atMost(speed(it)) })),
          ]}
          onChange={choose}
        />
        {(settings?.limits.schedule.length ?? 0) > 0 ? (
          <span className="text-xs text-muted">{words.now.schedule}</span>
        ) : null}
      </div>
    </div>
  )
}
