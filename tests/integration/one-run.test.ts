import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { truncate } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { findFfprobe, probe } from '../../src-main/media/index.ts'
import { readStreams } from '../../src-main/media/read-streams.ts'
import { clip, madeByFfmpeg } from '../helpers/clips.ts'
import { standIn } from '../helpers/stand-in.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

/** Reads a file, and counts the processes that were started for it. */
async function readAndCount(path: string) {
  const tool = (await findFfprobe())!
  const started: ChildProcess[] = []
  const meet = (message: unknown) => void started.push((message as { process: ChildProcess }).process)
  subscribe('child_process', meet)
  const read = await probe(tool, path)
  unsubscribe('child_process', meet)
  if (!read.ok) throw new Error(read.problem.detail)
  return { facts: read.value, runs: started.length }
}

describe('reading a file', () => {
  it('takes one run of ffprobe', async () => {
    const path = await clip('eight-seconds.mp4', await tempFolder())
    const { facts, runs } = await readAndCount(path)
    expect(facts.tracks).toMatchObject([{ kind: 'video', samples: 240 }, { kind: 'audio' }])
    expect(runs).toBe(1)
  })

  it('takes a second one where the packets are more than are held, of which none is lost', async () => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'many.mkv',
      ...['-f', 'lavfi', '-i', 'color=s=2x2:r=1000:d=51', '-pix_fmt', 'gray', '-c:v', 'rawvideo'],
    )
    const { facts, runs } = await readAndCount(path)
    expect(facts).toMatchObject({ timerange: '[0:0_51:0)', tracks: [{ frameRate: '1000/1', samples: 51_000 }] })
    expect(runs).toBe(2)
  })

  it.each([
    ['one run', 1],
    ['two runs', 60],
  ])('believes no tag that looks like an answer, in %s', async (_, seconds) => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'tags.mkv',
      ...['-f', 'lavfi', '-i', `color=s=2x2:r=1000:d=${seconds}`, '-pix_fmt', 'gray', '-c:v', 'rawvideo'],
      ...['-metadata', 'comment=x\n    ],\n    "streams": [\n[/FORMAT]\n[STREAM]\nindex=7\nwidth=9\n[/STREAM]'],
      ...['-metadata:s:v', 'title=x\n[/STREAM]\n[STREAM]\nindex=7\ncodec_type=audio\nchannels=2\n[/STREAM]'],
    )
    const { facts } = await readAndCount(path)
    expect(facts).toMatchObject({ kind: 'video', tracks: [{ index: 0, kind: 'video', width: 2 }] })
  })
})

describe.skipIf(process.platform === 'win32')('ffprobe that ends its lines as Windows does', () => {
  it('says the same', async () => {
    const real = (await findFfprobe())!
    const windows = await standIn([`"${real.path}" "$@" | sed 's/$/\\r/'`])
    const path = await clip('eight-seconds.mp4', await tempFolder())
    const limits = { timeLimitMs: 600_000, signal: new AbortController().signal }
    expect(await probe(windows, path)).toEqual(await probe(real, path))
    expect(await readStreams(windows, path, limits)).toEqual(await readStreams(real, path, limits))
  })
})

describe.skipIf(process.platform === 'win32')('ffprobe that does not come to an end', () => {
  it.each([
    ['of its sections', ['exec yes \'    "streams": [\'']],
    ['of a line', ["exec tr '\\0' x </dev/zero"]],
    ['of a packet', ['echo \'    "packets": [\'', 'echo \'        { "stream_index": 0,\'', 'exec yes \'      "x",\'']],
  ])('%s is stopped', async (_, lines) => {
    const path = await clip('picture.mp4', await tempFolder())
    // Stopped by its bound, not by the time limit.
    expect(await probe(await standIn(lines), path, { timeLimitMs: 600_000 })).toMatchObject({
      ok: false,
      problem: { code: 'media-damaged', detail: expect.stringContaining('more than a media file can have') },
    })
  })
})

describe('a file that is too short to be opened', () => {
  it.each([
    ['eight-seconds.mkv', 400, 'media-damaged'],
    ['eight-seconds.wav', 30, 'not-media'],
  ] as const)('is not one that this computer does not let us read: %s of %i bytes', async (name, bytes, code) => {
    const path = await clip(name, await tempFolder())
    await truncate(path, bytes)
    expect(await probe(await findFfprobe(), path)).toMatchObject({ ok: false, problem: { code } })
  })
})
