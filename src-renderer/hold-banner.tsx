import { CirclePause, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { count } from '../src-shared/words/quantities.ts'
import { Button } from './parts/button.tsx'
import { openDialog } from './state/window-store.ts'
import { lookNow } from './state/commands.ts'
import { useQueue } from './state/queue-store.ts'

/** One message for everything that waits for the same thing, however many files there are. */
export function HoldBanner() {
  const hold = useQueue((it) => it.hold)
  const waiting = useQueue((it) => (it.hold ? it.order.reduce((sum, id) => sum + (it.items.get(id)?.state.name === 'queued' ? 1 : 0), 0) : 0))
  const connection = useQueue((it) => it.connection)
  if (!hold) return connection?.state === 'unreachable' && connection.problem ? <Unreachable message={connection.problem.message} remedy={connection.problem.remedy} /> : null
  const { problem, nextLookMs, needsPerson } = hold
  const files = waiting > 0 ? `${count(waiting, 'file')} ${waiting === 1 ? 'is' : 'are'} waiting${needsPerson ? '' : waiting === 1 ? ' and continues by itself' : ' and continue by themselves'}.` : ''
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line bg-bad-soft px-4 py-2">
      <CirclePause size={16} className="shrink-0 text-bad" aria-hidden />
      <p role="alert" className="min-w-0 flex-1" data-selectable><span className="font-medium">{problem.message}</span> {files} {needsPerson || !files ? problem.remedy : ''}</p>
      {needsPerson ? null : <NextLook atMs={nextLookMs} />}
      {problem.code === 'not-authorised' || problem.code === 'login-failed' || problem.code === 'server-not-tams' ? <Button onClick={() => openDialog({ name: 'connection' })}>Connection</Button> : null}
      {problem.code === 'network-metered' ? <Button onClick={() => openDialog({ name: 'settings' })}>Settings</Button> : null}
      <Button onClick={lookNow}>Try now</Button>
    </div>
  )
}

function Unreachable({ message, remedy }: { readonly message: string; readonly remedy: string }) {
  return (
    <div className="flex items-center gap-3 border-b border-line bg-bad-soft px-4 py-2">
      <TriangleAlert size={16} className="shrink-0 text-bad" aria-hidden />
      <p role="alert" className="min-w-0 flex-1" data-selectable><span className="font-medium">{message}</span> {remedy}</p>
      <Button onClick={lookNow}>Try now</Button>
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
  return <p aria-hidden className="tabular text-xs text-muted">{seconds > 0 ? `next look in ${seconds} s` : 'looking'}</p>
}

/** The queue's file was damaged: said until somebody has read it. */
export function DamageBanner() {
  const damage = useQueue((it) => it.damage)
  if (!damage) return null
  return (
    <div className="flex items-center gap-3 border-b border-line bg-bad-soft px-4 py-2">
      <TriangleAlert size={16} className="shrink-0 text-bad" aria-hidden />
      <div role="alert" className="min-w-0 flex-1" data-selectable>
        <p><span className="font-medium">{damage.message}</span> {damage.remedy}</p>
        <details className="text-xs text-muted"><summary className="w-fit">Technical detail</summary>{damage.detail}</details>
      </div>
      <Button onClick={() => useQueue.setState({ damage: null })}>Understood</Button>
    </div>
  )
}
