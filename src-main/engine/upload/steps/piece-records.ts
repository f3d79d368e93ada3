import type { PieceRecord } from '../../../../src-shared/item/work.ts'
import type { StepContext } from './step.ts'

/** The journal's records of an item's pieces, as they are now. */
export interface PieceRecords {
  get: (index: number) => PieceRecord | undefined
  /** Written when it returns. */
  save: (record: PieceRecord) => PieceRecord
  /** A record of a new object in place of the one before, which an earlier try left in the store. */
  replace: (record: PieceRecord) => PieceRecord
  /** The piece is on the timeline. */
  saveRegistered: (record: PieceRecord) => void
}

export function createPieceRecords({ pieces, save: saveWork }: Pick<StepContext, 'pieces' | 'save'>): PieceRecords {
  const records = new Map(pieces.all().map((it) => [it.index, it]))

  function save(record: PieceRecord): PieceRecord {
    records.set(record.index, record)
    pieces.save([record])
    return record
  }

  return {
    get: (index) => records.get(index),
    save,
    replace: (record) => {
      const earlier = records.get(record.index)
      if (earlier)
        saveWork((work) => ({
          ...work,
          abandoned: { ...work.abandoned, objects: [...work.abandoned.objects, earlier.objectId] },
        }))
      return save(record)
    },
    saveRegistered: (record) => {
      save({ ...record, tried: true, registered: true })
      const all = [...records.values()].filter((it) => it.registered)
      const bytes = all.reduce((sum, it) => sum + it.bytes, 0)
      saveWork((work) => ({ ...work, pieces: { registered: all.length, bytes } }))
    },
  }
}
