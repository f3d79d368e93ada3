import { useState } from 'react'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import { beginsApart, draftsOf, type SeriesDraft } from './series-draft.ts'

export interface SeriesDrafts {
  readonly drafts: readonly SeriesDraft[]
  /** A series a folder, instead of one of all. */
  readonly isApart: boolean
  readonly choose: (isApart: boolean) => void
  /** Which of them is on screen. */
  readonly open: number
  readonly setOpen: (at: number) => void
  readonly current: SeriesDraft | undefined
  readonly changeCurrent: (draft: SeriesDraft) => void
}

/** The series that a drop becomes, while they are arranged. */
export function useSeriesDrafts(preview: SeriesPreview): SeriesDrafts {
  const [isApart, setApart] = useState(() => beginsApart(preview))
  const [drafts, setDrafts] = useState<readonly SeriesDraft[]>(() => draftsOf(preview, isApart))
  const [open, setOpen] = useState(0)
  const current = drafts[Math.min(open, drafts.length - 1)]
  return {
    drafts,
    isApart,
    choose: (apart) => {
      setApart(apart)
      setDrafts(draftsOf(preview, apart))
      setOpen(0)
    },
    open,
    setOpen,
    current,
    changeCurrent: (draft) => setDrafts(drafts.map((it) => (it === current ? draft : it))),
  }
}
