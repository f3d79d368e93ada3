import { describe, expect, it } from 'vitest'
import type { ItemView } from '../../../src-shared/item/item.ts'
import { countQueue, queueSentence } from '../../../src-renderer/queue/queue-counts.ts'
import { queueEntries } from '../../../src-renderer/queue/queue-entries.ts'

const view = (id: string, series: string | null, batchId = id, name: 'done' | 'probing' = 'probing'): ItemView => ({
  id, path: `/${id}`, name: id, size: 1, sourceName: id, flowName: id, batch: { id: batchId, series }, state: name === 'done' ? { name, finishedMs: 1 } : { name },
  summary: null, kind: null, tries: 0, stepSeconds: {}, sourceId: null, flowId: null, flows: [], objects: [], pieces: null, troubles: [], isAlreadyThere: false, isTruncated: false, duplicateOf: null, abandoned: { objects: [], flows: [] }, addedMs: 0,
})
const mapOf = (...views: ItemView[]) => new Map(views.map((it) => [it.id, it]))

describe('the lines of the queue', () => {
  it('have a heading above each series, and none above loose files', () => {
    const items = mapOf(view('a', null), view('b', 'Season 1', 's1'), view('c', 'Season 1', 's1'), view('d', 'Season 2', 's2'))
    expect(queueEntries(['a', 'b', 'c', 'd'], items).map((it) => (it.kind === 'item' ? it.id : `${it.name}: ${it.ids.join()}`))).toEqual(['a', 'Season 1: b,c', 'b', 'c', 'Season 2: d', 'd'])
  })

  it('repeat the heading where another item was moved in between', () => {
    const items = mapOf(view('a', 'S', 's'), view('x', null), view('b', 'S', 's'))
    expect(queueEntries(['a', 'x', 'b'], items).filter((it) => it.kind === 'series')).toHaveLength(2)
  })
})

describe('the sentence on the queue', () => {
  it('says what is done and what is left', () => {
    expect(queueSentence(countQueue(mapOf(view('a', null, 'a', 'done'), view('b', null))))).toBe('1 of 2 done · 1 to go')
    expect(queueSentence(countQueue(new Map()))).toBe('Nothing in the queue')
  })
})
