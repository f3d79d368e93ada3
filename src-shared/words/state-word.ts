import type { ItemState } from '../item/state.ts'

/** How a state is called on screen and on paper; `tone` picks the colour and the icon, so that neither stands alone. */
export interface StateWord {
  readonly word: string
  readonly tone: 'quiet' | 'active' | 'good' | 'bad' | 'pending'
}

export function stateWord(state: ItemState): StateWord {
  switch (state.name) {
    case 'probing':
      return { word: 'Reading', tone: 'active' }
    case 'ready':
      return { word: 'Ready', tone: 'quiet' }
    case 'queued':
      return { word: 'Waiting', tone: 'quiet' }
    case 'uploading':
      return {
        word: state.step === 'segment' ? 'Registering' : state.step === 'media' ? 'Sending' : 'Preparing',
        tone: 'active',
      }
    case 'waiting':
      return { word: 'Trying again', tone: 'pending' }
    case 'paused':
      return { word: 'Paused', tone: 'quiet' }
    case 'done':
      return { word: 'Done', tone: 'good' }
    case 'failed':
      return { word: 'Needs you', tone: 'bad' }
    case 'cancelled':
      return { word: 'Cancelled', tone: 'quiet' }
  }
}
