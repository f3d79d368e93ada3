import { Ban, Check, CircleAlert, Clock3, Hourglass, LoaderCircle, Pause, ScanSearch } from 'lucide-react'
import type { ItemState } from '../../src-shared/item/state.ts'
import { stateWord, type StateWord } from '../../src-shared/words/state-word.ts'

const tones: Readonly<Record<StateWord['tone'], string>> = {
  quiet: 'text-muted', active: 'text-accent', good: 'text-good', bad: 'text-bad', pending: 'text-pending',
}

/** A word, an icon and a colour: any one of them is enough. */
export function StateBadge({ state }: { readonly state: ItemState }) {
  const { word, tone } = stateWord(state)
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${tones[tone]}`}>
      <StateIcon name={state.name} />
      {word}
    </span>
  )
}

function StateIcon({ name }: { readonly name: ItemState['name'] }) {
  const common = { size: 14, strokeWidth: 2.25, 'aria-hidden': true } as const
  switch (name) {
    case 'probing': return <ScanSearch {...common} />
    case 'ready':
    case 'queued': return <Clock3 {...common} />
    case 'uploading': return <LoaderCircle {...common} className="motion-safe:animate-spin [animation-duration:1.6s]" />
    case 'waiting': return <Hourglass {...common} />
    case 'paused': return <Pause {...common} />
    case 'done': return <Check {...common} />
    case 'failed': return <CircleAlert {...common} />
    case 'cancelled': return <Ban {...common} />
  }
}
