import { describe, expect, it } from 'vitest'
import { chooseForm, whyNotCut } from '../../../src-main/media/cut/piece-form.ts'
import { createHiddenCounter } from '../../../src-main/media/hidden-packets.ts'
import type { MediaFacts, Track } from '../../../src-shared/media-facts.ts'
import { factsWith } from '../../helpers/media-facts.ts'

const picture = { index: 0, kind: 'video', codec: 'video/h264', coding: 'h264', timerange: '[0:0_9:0)' } as Track
const sound = { index: 1, kind: 'audio', codec: 'audio/aac', coding: 'aac', timerange: '[0:0_9:0)' } as Track

const facts = (tracks: readonly Track[], more: Partial<MediaFacts> = {}) => factsWith({ tracks: [...tracks], ...more })
const formOf = (tracks: readonly Track[], more: Partial<MediaFacts> = {}) => {
  const { form } = chooseForm(facts(tracks, more))
  return form && { format: form.format, tracks: form.tracks.map((it) => it.coding) }
}

describe('the wrapper of pieces', () => {
  it('is one in which every coding came out as it went in', () => {
    expect(formOf([picture, sound])?.format).toBe('mp4')
    expect(formOf([picture, { ...sound, codec: 'audio/mpeg', coding: 'mp2' }])?.format).toBe('mov')
    expect(formOf([picture, { ...sound, codec: 'audio/x-raw-int', coding: 'pcm_s24le' }])?.format).toBe('mov')
    expect(formOf([picture, sound], { container: 'video/quicktime' })?.format).toBe('mov')
    expect(formOf([picture, sound], { container: 'video/mp2t' })?.format).toBe('mpegts')
  })

  it.each([
    [
      'sound that any wrapper loses',
      [picture, { ...sound, codec: 'audio/x-ms-wma', coding: 'wmav2' }],
      'track 2 (wmav2)',
    ],
    ['transparency beside the picture', [{ ...picture, coding: 'vp9 with alpha' }], 'track 1 (vp9 with alpha)'],
    ['a coding that nobody tried', [{ ...picture, coding: 'tomorrow' }], 'track 1 (tomorrow)'],
  ])('is none for %s, which is named', (_, tracks, named) => {
    expect(whyNotCut(facts(tracks))).toMatchObject({ code: 'cannot-cut', detail: expect.stringContaining(named) })
  })

  it('is chosen by the MIME type for a file that an earlier version read', () => {
    const { coding: _, ...before } = sound
    expect(formOf([picture, before])?.format).toBe('mp4')
    // MP2 may be meant, which MP4 does not keep.
    expect(formOf([picture, { ...before, codec: 'audio/mpeg' }])?.format).toBe('mov')
  })

  it('is none where an edit list hides what lies between', () => {
    const hidden = { before: 0, between: 1, after: 0 }
    expect(whyNotCut(facts([{ ...picture, hidden }, sound]))?.detail).toContain('edit list')
  })

  it('is none where the clock jumps', () => {
    expect(whyNotCut(facts([picture, sound]))).toBeNull()
    expect(whyNotCut({ ...facts([picture, sound]), clockJumps: true })?.detail).toContain('its clock jumps')
  })

  it('has the main track first, and one that has nothing yet: a file that is followed grows', () => {
    const first = { ...sound, index: 0 }
    const second = { ...picture, index: 1 }
    expect(formOf([first, second])?.tracks).toEqual(['h264', 'aac'])
    expect(formOf([{ ...first, packets: 0 }, second])?.tracks).toEqual(['h264', 'aac'])
  })
})

describe('hidden packets', () => {
  /** Times in the order of the file; negative ones are hidden here, as are those from 100 on. */
  const counted = (...times: bigint[]) => {
    const counter = createHiddenCounter()
    for (const it of times) counter.add(0, it, it < 0n || it >= 100n)
    return counter.hidden().get(0)
  }

  it('lie before, also where they are decoded after what is shown', () => {
    expect(counted(-3n, 0n, -2n, -1n, 1n)).toEqual({ before: 3, between: 0, after: 0 })
  })

  it('lie behind where nothing follows that is shown, and else between', () => {
    expect(counted(0n, 1n, 100n, 101n)).toEqual({ before: 0, between: 0, after: 2 })
    expect(counted(0n, 1n, 100n, 2n)).toEqual({ before: 0, between: 1, after: 0 })
  })

  it('are not told of where there are none', () => {
    expect(counted(0n, 1n)).toBeUndefined()
  })
})
