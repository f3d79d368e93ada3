import { CirclePause, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './parts/button.tsx'
import { openDialog } from './state/window-store.ts'
import { lookNow } from './state/commands.ts'
import { useQueue } from './state/queue-store.ts'
import { problemWords, words } from './words/words.ts'

/** One message for everything that waits for the same thing, however many files there are. */
export function HoldBanner() {
  const hold = useQueue((it) => it.hold)
  const waiting = useQueue((it) =>
    it.hold ? it.order.reduce((sum, id) => sum + (it.items.get(id)?.state.name === 'queued' ? 1 : 0), 0) : 0,
  )
  const connection = useQueue((it) => it.connection)
  if (!hold)
    return connection?.state === 'unreachable' && connection.problem ? (
      <Unreachable {...problemWords(connection.problem)} />
    ) : null
  const { problem, nextLookMs, needsPerson } = hold
  const { message, remedy } = problemWords(problem)
  const files = waiting > 0 ? words.hold.waiting(waiting, !needsPerson) : ''
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line bg-bad-soft px-4 py-2">
      <CirclePause size={16} className="shrink-0 text-bad" aria-hidden />
      <p role="alert" className="min-w-0 flex-1" data-selectable>
        <span className="font-medium">{message}</span> {files} {needsPerson || !files ? remedy : ''}
      </p>
      {needsPerson ? null : <NextLook atMs={nextLookMs} />}
      {problem.code === 'not-authorised' || problem.code === 'login-failed' || problem.code === 'server-not-tams' ? (
        <Button onClick={() => openDialog({ name: 'servers' })}>{words.connection.title}</Button>
      ) : null}
      {problem.code === 'network-metered' ? (
        <Button onClick={() => openDialog({ name: 'settings' })}>{words.settings.title}</Button>
      ) : null}
      <Button onClick={lookNow}>{words.hold.tryNow}</Button>
    </div>
  )
}

function Unreachable({ message, remedy }: { readonly message: string; readonly remedy: string }) {
  return (
    <div className="flex items-center gap-3 border-b border-line bg-bad-soft px-4 py-2">
      <TriangleAlert size={16} className="shrink-0 text-bad" aria-hidden />
      <p role="alert" className="min-w-0 flex-1" data-selectable>
        <span className="font-medium">{message}</span> {remedy}
      </p>
      <Button onClick={lookNow}>{words.hold.tryNow}</Button>
    </div>
  )
}

/** Counts down silently: what changes every second is not read out. */
function NextLook({ atMs }: { readonly atMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.ceil((atMs - nowMs) / 1000))
  return (
    <p aria-hidden className="tabular text-xs text-muted">
      {seconds > 0 ? words.hold.nextLook(seconds) : words.hold.looking}
    </p>
  )
}

/** The queue's file was damaged: said until somebody has read it. */
export function DamageBanner() {
  const damage = useQueue((it) => it.damage)
  if (!damage) return null
  return (
    <div className="flex items-center gap-3 border-b border-line bg-bad-soft px-4 py-2">
      <TriangleAlert size={16} className="shrink-0 text-bad" aria-hidden />
      <div role="alert" className="min-w-0 flex-1" data-selectable>
        <p>
          <span className="font-medium">{problemWords(damage).message}</span> {problemWords(damage).remedy}
        </p>
        <details className="text-xs text-muted">
          <summary className="w-fit">{words.technicalDetail}</summary>
          {damage.detail}
        </details>
      </div>
      <Button onClick={() => useQueue.setState({ damage: null })}>{words.understood}</Button>
    </div>
  )
}
