import { ListX, Pause, Play, RotateCcw } from 'lucide-react'
import { Button } from '../parts/button.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { pause, remove, resume, retry, start } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { bytes, speed, timeLeft, words } from '../words/words.ts'
import { countQueue } from './queue-counts.ts'
import { classNames } from '../parts/class-names.ts'

/** The whole queue in one line: how far, how fast, how long, and what can be done with all of it. */
export function WholeQueue() {
  const items = useQueue((it) => it.items)
  const counts = countQueue(items)
  const ids = () => useQueue.getState().order
  const isSending = counts.active > 0
  return (
    <section
      aria-label={words.queue.whole}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-2"
    >
      <p className="font-medium">{words.queue.sentence(counts)}</p>
      <WholeProgress isSending={isSending} done={counts.done / Math.max(1, counts.all)} hasFailed={counts.failed > 0} />
      <div className="flex gap-1.5">
        {counts.failed > 0 ? (
          <Button icon={<RotateCcw size={14} aria-hidden />} onClick={() => retry(ids())}>
            {words.queue.retryAll(counts.failed)}
          </Button>
        ) : null}
        {counts.ready > 0 ? (
          <Button look="main" icon={<Play size={14} aria-hidden />} onClick={() => start(ids())}>
            {words.queue.startAll(counts.ready)}
          </Button>
        ) : null}
        {isSending ? (
          <Button icon={<Pause size={14} aria-hidden />} onClick={() => pause(ids())}>
            {words.queue.pauseAll}
          </Button>
        ) : null}
        {counts.done > 0 && !isSending ? (
          <Button
            icon={<ListX size={14} aria-hidden />}
            onClick={() => remove(ids().filter((id) => items.get(id)?.state.name === 'done'))}
          >
            {words.queue.clearDone}
          </Button>
        ) : null}
        {counts.paused > 0 && !isSending ? (
          <Button look="main" icon={<Play size={14} aria-hidden />} onClick={() => resume(ids())}>
            {words.queue.resumeAll}
          </Button>
        ) : null}
      </div>
    </section>
  )
}

/** What changes ten times a second is by itself, so that the rest need not be drawn as often. */
function WholeProgress({
  isSending,
  done,
  hasFailed,
}: {
  readonly isSending: boolean
  readonly done: number
  readonly hasFailed: boolean
}) {
  const { bytesSent, bytesTotal, bytesPerSecond, secondsLeft } = useQueue((it) => it.totals)
  const isCounting = isSending && bytesTotal > 0
  return (
    <>
      <div className="flex min-w-40 flex-1 items-center gap-3">
        <ProgressBar
          share={isCounting ? bytesSent / bytesTotal : done}
          label={words.queue.whole}
          tone={isSending ? 'accent' : hasFailed ? 'quiet' : 'good'}
        />
      </div>
      <p
        className={classNames(
          'tabular text-right text-muted max-[900px]:w-full max-[900px]:text-left',
          isSending ? 'w-88' : 'hidden',
        )}
      >
        {isCounting
          ? [
              words.queue.of(bytes(bytesSent), bytes(bytesTotal)),
              speed(bytesPerSecond),
              secondsLeft === null ? '' : words.queue.left(timeLeft(secondsLeft)),
            ]
              .filter(Boolean)
              .join(' · ')
          : ''}
      </p>
    </>
  )
}
