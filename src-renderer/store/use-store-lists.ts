import { useEffect, useState } from 'react'
import type { StoreFlow, StoreSegment, StoreSource } from '../../src-shared/store-content.ts'
import { ask } from '../state/commands.ts'
import { readPages } from './read-pages.ts'

export interface Sources {
  readonly all: readonly StoreSource[]
  readonly next: string | null
  readonly isLoaded: boolean
  readonly more: () => void
  readonly reload: () => void
  /** Counts how often all was asked for anew. */
  readonly round: number
}

/** The sources of the connected store, a page at a time. */
export function useSources(): Sources {
  const [all, setAll] = useState<readonly StoreSource[]>([])
  const [next, setNext] = useState<string | null>(null)
  const [isLoaded, setLoaded] = useState(false)
  const [round, setRound] = useState(0)

  useEffect(() => {
    let isWanted = true
    void ask('store:sources', { page: null }).then((answer) => {
      if (!isWanted) return
      setLoaded(true)
      if (!answer) return
      setAll(answer.sources)
      setNext(answer.next)
    })
    return () => {
      isWanted = false
    }
  }, [round])
  const more = () =>
    void ask('store:sources', { page: next }).then((answer) => {
      if (!answer) return
      setAll((known) => [...known, ...answer.sources])
      setNext(answer.next)
    })
  return { all, next, isLoaded, more, reload: () => setRound(round + 1), round }
}

/** The flows of a source; another round asks for them anew. */
export function useFlows(sourceId: string | null, round: number): readonly StoreFlow[] {
  const [found, setFound] = useState<{ readonly of: string; readonly flows: readonly StoreFlow[] } | null>(null)
  useEffect(() => {
    if (sourceId === null) return undefined
    return readPages(
      async (page) => {
        const answer = await ask('store:flows', { sourceId, page })
        return answer && { entries: answer.flows, next: answer.next }
      },
      (flows) => setFound({ of: sourceId, flows }),
    )
  }, [sourceId, round])
  return found !== null && found.of === sourceId ? found.flows : []
}

/** The segments of a flow, as they are read. */
export function useSegments(flowId: string): readonly StoreSegment[] {
  const [segments, setSegments] = useState<readonly StoreSegment[]>([])
  useEffect(
    () =>
      readPages(async (page) => {
        const answer = await ask('store:segments', { flowId, page })
        return answer && { entries: answer.segments, next: answer.next }
      }, setSegments),
    [flowId],
  )
  return segments
}
