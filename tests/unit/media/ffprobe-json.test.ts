import { describe, expect, it } from 'vitest'
import { ffprobeJson } from '../../../src-main/media/ffprobe-json.ts'

const printed = `{
    "packets": [
        { "stream_index": 0, "pts": -264, "flags": "K_",
            "side_data_list": [
                { "skip_samples": 312 }
            ] },
        { "stream_index": 1, "flags": "__" }
    ],
    "streams": [
        { "index": 0, "tags": { "title": "a\\n    \\"packets\\": [" } }
    ],
    "format": { "format_name": "ogg" }
}`.split('\n')

describe('what ffprobe prints as JSON', () => {
  it.each([1, 2, 5, 100])('is the same however it comes: %s lines at a time', (each) => {
    const json = ffprobeJson()
    const packets: string[] = []
    for (let n = 0; n < printed.length; n += each) packets.push(...json.add(printed.slice(n, n + each)))
    expect(packets).toEqual([
      '{ "stream_index": 0, "pts": -264, "flags": "K_","side_data_list": [{ "skip_samples": 312 }] },',
      '{ "stream_index": 1, "flags": "__" }',
    ])
    expect(json.rest()).toEqual({
      streams: [{ index: 0, tags: { title: 'a\n    "packets": [' } }],
      format: { format_name: 'ogg' },
    })
  })

  it('is nothing where its end is missing', () => {
    const json = ffprobeJson()
    json.add(printed.slice(0, -1))
    expect(json.rest()).toBeNull()
  })
})
