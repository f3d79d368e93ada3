import { Play } from 'lucide-react'
import { useEffect, useState, type SyntheticEvent } from 'react'
import type { StoreFlow, StoreSegment } from '../../src-shared/store-content.ts'
import { Button } from '../parts/button.tsx'
import { ask } from '../state/commands.ts'
import { words } from '../words/words.ts'

interface ObjectPlayerProps {
  readonly flow: StoreFlow
  readonly segment: StoreSegment
  /** Seconds into the object while it plays; null when it does not. */
  readonly onTime: (seconds: number | null) => void
}

/** Plays an object of the store in the window, where the window can; nothing is read before somebody asks. */
export function ObjectPlayer({ flow, segment, onTime }: ObjectPlayerProps) {
  const [address, setAddress] = useState<string | null>(null)
  const [isRefused, setRefused] = useState(false)
  const { store } = words
  useEffect(() => () => onTime(null), []) // eslint-disable-line react-hooks/exhaustive-deps
  if (!segment.canBeRead) return <p className="rounded-lg bg-sunken p-3 text-muted">{store.cannotBeRead}</p>

  const load = async () => {
    const play = await ask('store:play', { flowId: flow.id, objectId: segment.objectId, type: flow.container })
    if (play) setAddress(`.${play.address}`)
  }
  if (address === null)
    return (
      <p>
        <Button look="main" icon={<Play size={15} aria-hidden />} onClick={() => void load()}>
          {flow.format === 'image' ? store.look : store.play}
        </Button>
      </p>
    )
  if (isRefused)
    return (
      <p role="status" className="rounded-lg bg-sunken p-3">
        {store.cannotPlay(flow.container ?? flow.codec ?? '')}
      </p>
    )
  const follow = (event: SyntheticEvent<HTMLMediaElement>) => onTime(event.currentTarget.currentTime)
  const common = {
    controls: true,
    autoPlay: true,
    src: address,
    onTimeUpdate: follow,
    onError: () => setRefused(true),
    'aria-label': store.player,
  } as const
  if (flow.format === 'image')
    return (
      <img
        src={address}
        alt={flow.label ?? store.player}
        onError={() => setRefused(true)}
        className="max-h-96 max-w-full self-start rounded-lg bg-sunken object-contain"
      />
    )
  return flow.format === 'audio' ? (
    <audio {...common} className="w-full" />
  ) : (
    <video {...common} className="max-h-96 w-full rounded-lg bg-black" />
  )
}
