import { Ban, Check, CircleAlert, CirclePlay, Clock3, Hourglass, LoaderCircle, Pause, ScanSearch } from 'lucide-react'
import type { ItemState } from '../../src-shared/item/state.ts'
import { words } from '../words/words.ts'

const tones: Readonly<Record<ItemState['name'], string>> = {
  probing: 'text-accent',
  ready: 'text-text',
  queued: 'text-muted',
  uploading: 'text-accent',
  waiting: 'text-pending',
  paused: 'text-muted',
  done: 'text-good',
  failed: 'text-bad',
  cancelled: 'text-muted',
}

/** A word, an icon and a colour: any one of them is enough. */
export function StateBadge({ state }: { readonly state: ItemState }) {
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${tones[state.name]}`}>
      <StateIcon name={state.name} />
      {stateInWords(state)}
    </span>
  )
}

const stateInWords = (state: ItemState): string => {
  const { states } = words
  return state.name === 'uploading'
    ? state.step === 'segment'
      ? states.registering
      : state.step === 'media'
        ? states.sending
        : states.preparing
    : states[state.name]
}

function StateIcon({ name }: { readonly name: ItemState['name'] }) {
  const common = { size: 14, strokeWidth: 2.25, 'aria-hidden': true } as const
  switch (name) {
    case 'probing':
      return <ScanSearch {...common} />
    case 'ready':
      return <CirclePlay {...common} />
    case 'queued':
      return <Clock3 {...common} />
    case 'uploading':
      return <LoaderCircle {...common} className="motion-safe:animate-spin [animation-duration:1.6s]" />
    case 'waiting':
      return <Hourglass {...common} />
    case 'paused':
      return <Pause {...common} />
    case 'done':
      return <Check {...common} />
    case 'failed':
      return <CircleAlert {...common} />
    case 'cancelled':
      return <Ban {...common} />
  }
}
