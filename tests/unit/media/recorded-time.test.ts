import { describe, expect, it } from 'vitest'
import type { RawMedia } from '../../../src-main/media/raw-media.ts'
import { recordedTime, timecodeRate } from '../../../src-main/media/recorded-time.ts'

const media = (tags: Record<string, string>, streams: RawMedia['streams'] = []): RawMedia => ({
  format: { format_name: '', tags },
  streams,
})

describe('when a file was recorded', () => {
  it.each([
    [
      'a phone says with its time zone',
      {
        creation_time: '2024-07-10T20:30:23.000000Z',
        'com.apple.quicktime.creationdate': '2024-07-10T22:30:23+0200',
      },
      '2024-07-10T22:30:23+02:00',
    ],
    ['a camera says in UTC', { creation_time: '2024-07-10T20:30:23.000000Z' }, '2024-07-10T20:30:23Z'],
    ['a sound recorder says without one', { date: '2018-12-31', creation_time: '12:40:06' }, '2018-12-31T12:40:06'],
    [
      'a sound recorder may say with other marks',
      { date: '2018:12:31', creation_time: '12:40:06' },
      '2018-12-31T12:40:06',
    ],
    [
      'a day of its own beside it changes nothing',
      { date: '2024-07-10T22:30:23+0200', creation_time: '2024-07-10T20:30:23Z' },
      '2024-07-10T20:30:23Z',
    ],
    ['a day that is none does not say', { date: '2024-00-00', creation_time: '00:00:00' }, undefined],
    ['a clock that was never set does not know', { creation_time: '1970-01-01T00:00:00.000000Z' }, undefined],
    ['a year alone does not say', { date: '2018' }, undefined],
  ])('%s', (_, tags, time) => {
    expect(recordedTime(media(tags))).toBe(time)
  })

  it('a track says where the file does not', () => {
    const streams = [{ index: 0, tags: { creation_time: '2024-07-10T20:30:23Z' } }]
    expect(recordedTime(media({}, streams))).toBe('2024-07-10T20:30:23Z')
  })
})

describe('the pictures that a timecode counts', () => {
  it('are those of its own track', () => {
    const streams = [
      { index: 0, codec_tag_string: 'avc1', avg_frame_rate: '60000/1001' },
      { index: 1, codec_tag_string: 'tmcd', avg_frame_rate: '12800/512' },
    ]
    expect(timecodeRate(media({}, streams))).toBe('25/1')
    expect(timecodeRate(media({}, streams.slice(0, 1)))).toBeUndefined()
    expect(timecodeRate(media({}, [{ index: 0, codec_tag_string: 'tmcd', avg_frame_rate: '0/1' }]))).toBeUndefined()
  })
})
