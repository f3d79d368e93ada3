import { describe, expect, it } from 'vitest'
import {
  abandonedObjects,
  currentObjects,
  objectStates,
  type MediaObject,
} from '../../../src-shared/item/media-object.ts'

const object = (objectId: string, index: number, state: MediaObject['state'], flowId = 'flow'): MediaObject => ({
  objectId,
  flowId,
  index,
  state,
  bytes: 1,
  md5: null,
  sha256: null,
  etag: null,
  client: null,
  isDoubted: false,
  proof: null,
  timerange: '[0:0_1:0)',
  offset: '0:0',
  lastDuration: null,
  samples: null,
  keyFrames: null,
})

const idsOf = (objects: readonly MediaObject[]) => objects.map((it) => it.objectId)

describe('the objects of an item', () => {
  it('are the latest of each piece, in the order of the pieces', () => {
    const asked = [object('b', 1, 'stored'), object('a', 0, 'allocated'), object('a again', 0, 'stored')]
    expect(idsOf(currentObjects(asked, 'flow'))).toEqual(['a again', 'b'])
  })

  it.each(objectStates.filter((it) => it !== 'registered'))(
    'were left behind where another took the place of one that was %s',
    (state) => {
      expect(idsOf(abandonedObjects([object('old', 0, state), object('new', 0, 'allocated')], 'flow'))).toEqual(['old'])
    },
  )

  it('are not left behind while they are on their way, or once they are on the timeline', () => {
    const asked = [object('a', 0, 'registered'), object('b', 1, 'tried'), object('c', 2, 'allocated')]
    expect(abandonedObjects(asked, 'flow')).toEqual([])
  })

  it('were left behind where the store would not have them, though none took their place yet', () => {
    expect(idsOf(abandonedObjects([object('a', 0, 'refused')], 'flow'))).toEqual(['a'])
  })

  it('were left behind with the flow that they were asked for, save those on its timeline', () => {
    const asked = [object('a', 0, 'registered', 'old flow'), object('b', 1, 'stored', 'old flow')]
    expect(currentObjects(asked, 'flow')).toEqual([])
    expect(idsOf(abandonedObjects(asked, 'flow'))).toEqual(['b'])
  })
})
