import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesInWords, durationInWords, timeLeftInWords } from '../../../src-shared/words/quantities.ts'
import { stateWord } from '../../../src-shared/words/state-word.ts'
import { observe, secondsLeft, startOfSpeed, type Speed } from '../../../src-shared/words/time-left.ts'

describe('quantities in words', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_949, '1.0 MB'],
    [1_500_000, '1.5 MB'],
    [123_456_789, '123 MB'],
    [5_368_709_120, '5.4 GB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(bytesInWords(bytes)).toBe(words)
  })

  it('never show a thousand of a unit', () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 52 }), (bytes) => Number.parseFloat(bytesInWords(bytes)) < 1000))
  })

  it.each([
    [4.21, '4.2 s'],
    [59.96, '1:00'],
    [312, '5:12'],
    [3723, '1:02:03'],
  ])('%d seconds of media are %s', (seconds, words) => {
    expect(durationInWords(seconds)).toBe(words)
  })

  it.each([
    [1, 'about 5 s'],
    [42, 'about 45 s'],
    [130, 'about 2 min'],
    [4200, 'about 1 h 10 min'],
    [7200, 'about 2 h'],
  ])('%d seconds left are %s', (seconds, words) => {
    expect(timeLeftInWords(seconds)).toBe(words)
  })
})

describe('time left', () => {
  const run = (speed: Speed, bytesASecond: number, seconds: number): Speed =>
    Array.from({ length: seconds * 10 }).reduce<Speed>((it) => observe(it, bytesASecond / 10, it.lastMs + 100), speed)

  it('is not guessed in the first moments', () => {
    expect(secondsLeft(run(startOfSpeed(0), 1_000_000, 1), 5_000_000)).toBeNull()
  })

  it('is the bytes over the speed once that is known', () => {
    expect(secondsLeft(run(startOfSpeed(0), 1_000_000, 60), 30_000_000)).toBeCloseTo(30, 5)
  })

  it('does not jump because of one slow second', () => {
    const steady = run(startOfSpeed(0), 1_000_000, 60)
    const dip = run(steady, 0, 1)
    expect(dip.bytesPerSecond).toBeGreaterThan(900_000)
    expect(dip.bytesPerSecond).toBeLessThan(1_000_000)
  })

  it('forgets an old speed within a minute', () => {
    expect(run(run(startOfSpeed(0), 10_000_000, 60), 1_000_000, 60).bytesPerSecond).toBeLessThan(1_200_000)
  })
})

describe('states in words', () => {
  it('tell sending from registering, so that nothing is stuck at 100 %', () => {
    expect(stateWord({ name: 'uploading', step: 'media', attempt: 1 }).word).toBe('Sending')
    expect(stateWord({ name: 'uploading', step: 'segment', attempt: 1 }).word).toBe('Registering')
  })
})
