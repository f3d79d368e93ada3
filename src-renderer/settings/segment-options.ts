import type { SegmentChoice } from '../../src-shared/item/segment-choice.ts'
import { words } from '../words/words.ts'

/** How files can go, as choices of a list. */
export const segmentOptions = (): { value: string; label: string }[] => [
  { value: 'auto', label: words.settings.segmentAuto },
  { value: 'off', label: words.settings.segmentOff },
  ...[2, 5, 10, 30, 60].map((seconds) => ({ value: String(seconds), label: words.settings.segmentSeconds(seconds) })),
]

export const segmentOf = (value: string): SegmentChoice => (value === 'auto' || value === 'off' ? value : Number(value))
