import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { checkIds, type Check } from '../../src-shared/check.ts'
import { door } from '../door/open-door.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { ask } from '../state/commands.ts'
import { closeDialog, openDialog } from '../state/window-store.ts'
import { problemWords, words } from '../words/words.ts'

/** Everything that an upload needs, looked at by making and removing a tiny one. */
export function DoctorDialog() {
  const [checks, setChecks] = useState<ReadonlyMap<Check['id'], Check>>(new Map())
  const [run, setRun] = useState(1)
  const [isOver, setOver] = useState(false)

  useEffect(() => {
    let isCurrent = true
    const stopListening = door.listen('doctor:checked', (check) => {
      if (isCurrent) setChecks((before) => new Map(before).set(check.id, check))
    })
    void ask('doctor:run', {}).then((answer) => {
      if (!isCurrent) return
      if (answer) setChecks(new Map(answer.checks.map((it) => [it.id, it])))
      setOver(true)
    })
    return () => {
      isCurrent = false
      stopListening()
    }
  }, [run])

  function again(): void {
    setChecks(new Map())
    setOver(false)
    setRun((it) => it + 1)
  }
  const wrong = [...checks.values()].filter((it) => it.outcome === 'failed').length
  const { doctor } = words
  return (
    <Dialog
      title={doctor.title}
      about={doctor.about}
      isText
      footer={
        <>
          <Button className="mr-auto" onClick={() => openDialog({ name: 'servers' })}>
            {words.connection.title}…
          </Button>
          <Button onClick={again} disabled={!isOver}>
            {doctor.again}
          </Button>
          <Button look="main" onClick={closeDialog}>
            {words.close}
          </Button>
        </>
      }
    >
      <p role="status" className="sr-only">
        {isOver ? (wrong === 0 ? doctor.allWell : doctor.wrong(wrong, checks.size)) : doctor.examining}
      </p>
      <ul className="flex flex-col">
        {checkIds.map((id) => (
          <CheckRow key={id} id={id} check={checks.get(id)} isOver={isOver} />
        ))}
      </ul>
    </Dialog>
  )
}

function CheckRow({
  id,
  check,
  isOver,
}: {
  readonly id: Check['id']
  readonly check: Check | undefined
  readonly isOver: boolean
}) {
  return (
    <li className="flex items-start gap-2.5 border-b border-line py-2 last:border-0">
      <span className="mt-0.5 shrink-0">
        <Mark outcome={check?.outcome} isOver={isOver} />
      </span>
      <span className="min-w-0">
        <span className="font-medium">{words.doctor.checks[id]}</span>
        {check ? <span className="sr-only">: {words.doctor.outcomes[check.outcome]}</span> : null}
        {check ? (
          <span className="block break-words text-muted">
            {check.problem ? problemWords(check.problem).message : check.found}
          </span>
        ) : null}
        {check?.problem ? <span className="block">{problemWords(check.problem).remedy}</span> : null}
        {check?.problem?.detail ? (
          <span className="block break-words text-xs text-muted">{check.problem.detail}</span>
        ) : null}
      </span>
    </li>
  )
}

function Mark({ outcome, isOver }: { readonly outcome: Check['outcome'] | undefined; readonly isOver: boolean }) {
  switch (outcome) {
    case 'ok':
      return <CircleCheck size={16} className="text-good" aria-hidden />
    case 'warning':
      return <TriangleAlert size={16} className="text-pending" aria-hidden />
    case 'failed':
      return <CircleAlert size={16} className="text-bad" aria-hidden />
    case 'skipped':
      return <CircleDashed size={16} className="text-muted" aria-hidden />
    case undefined:
      return isOver ? (
        <CircleDashed size={16} className="text-muted" aria-hidden />
      ) : (
        <LoaderCircle size={16} className="text-muted motion-safe:animate-spin" aria-hidden />
      )
  }
}
