import { currentObjects, type MediaObject } from '../../../src-shared/item/media-object.ts'
import type { StepContext } from './steps/step.ts'

/** The journal's records of the objects that an item's pieces have now. What is saved is written when it returns. */
export interface ObjectBook {
  /** The latest object of each piece, in the order of the pieces. */
  all: () => MediaObject[]
  get: (index: number) => MediaObject | undefined
  save: (object: MediaObject) => MediaObject
  /** Whether bytes of a piece lie in an object, or lay there and were refused: no other piece goes there. */
  isTaken: (objectId: string) => boolean
  /** How many objects of a piece the store refused, or gave back with other bytes. */
  timesRefused: (index: number) => number
}

export function createObjectBook({ item, objects, save: saveWork }: StepContext): ObjectBook {
  const { flowId } = item().work
  const saved = objects.all().filter((it) => it.flowId === flowId)
  const current = new Map(currentObjects(saved, flowId).map((it) => [it.index, it]))
  const refused = saved.filter((it) => it.state === 'refused')
  const taken = new Set(saved.filter((it) => it.state !== 'allocated').map((it) => it.objectId))
  let onTimeline = [...current.values()].filter((it) => it.state === 'registered').length
  // A process that died between the two has not counted its last one.
  if (item().work.onTimeline !== onTimeline) saveWork((work) => ({ ...work, onTimeline }))

  return {
    all: () => [...current.values()].sort((a, b) => a.index - b.index),
    get: (index) => current.get(index),
    save: (object) => {
      const before = current.get(object.index)
      current.set(object.index, object)
      if (object.state === 'refused' && before?.state !== 'refused') refused.push(object)
      if (object.state !== 'allocated') taken.add(object.objectId)
      objects.save([object])
      const change = Number(object.state === 'registered') - Number(before?.state === 'registered')
      onTimeline += change
      if (change !== 0) saveWork((work) => ({ ...work, onTimeline }))
      return object
    },
    isTaken: (objectId) => taken.has(objectId),
    timesRefused: (index) => refused.filter((it) => it.index === index).length,
  }
}
