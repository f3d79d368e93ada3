import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cutMedia, findFfmpeg, findFfprobe, probe, type MediaTool, type Wrapper } from '../../src-main/media/index.ts'
import { clip } from '../helpers/clips.ts'
import { standIn } from '../helpers/stand-in.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const [ffmpeg, ffprobe] = [await findFfmpeg(), await findFfprobe()]
if (!ffmpeg || !ffprobe) throw new Error('These tests need ffmpeg and ffprobe.')

/** All answers of a cut into pieces of a second. */
async function cut(
  path: string,
  tool: MediaTool,
  more: { followIdleMs?: number; isTruncated?: boolean; wrapper?: Wrapper } = {},
) {
  const facts = await probe(ffprobe, path)
  if (!facts.ok) throw new Error(facts.problem.message)
  const { isTruncated, ...rest } = more
  const folder = join(await tempFolder(), 'pieces')
  const answers = []
  for await (const it of cutMedia(
    { ffmpeg: tool, ffprobe },
    {
      path,
      facts: isTruncated ? { ...facts.value, truncated: true } : facts.value,
      seconds: 1,
      folder,
      signal: new AbortController().signal,
      ...rest,
    },
  ))
    answers.push(it)
  const last = answers.at(-1)
  return { answers, problem: last?.ok ? null : last?.problem, onDisk: await readdir(folder).catch(() => []) }
}

/** ffmpeg that stops reading after some seconds and says that all went well, as it does after a read error. */
const untilSecond = (seconds: number, more: readonly string[] = []) =>
  standIn([`"${ffmpeg.path}" -t ${seconds} "$@"`, ...more, 'exit 0'])

/** ffprobe whose answers to this question are handled by these lines. */
const whenAsked = (question: string, lines: readonly string[]) =>
  standIn([`case "$*" in *${question}*) ${lines.join('; ')};; *) exec "${ffprobe.path}" "$@";; esac`])

describe.skipIf(process.platform === 'win32')('ffmpeg that ends early and says that all went well', () => {
  it.each(['eight-seconds.mp4', 'eight-seconds.ts', 'eight-seconds.mov', 'eight-seconds.m4a'] as const)(
    'is not believed: a half of %s is no file',
    async (name) => {
      const path = await clip(name, await tempFolder())
      const { problem, answers } = await cut(path, await untilSecond(4.5))
      expect(problem).toMatchObject({ code: 'cannot-cut', detail: expect.stringContaining('end before the file does') })
      expect(answers.length).toBeLessThan(6)
    },
  )

  it('is not believed for one picture either; a file that was cut short itself goes as far as it does', async () => {
    const path = await clip('eight-seconds.mp4', await tempFolder())
    expect((await cut(path, await untilSecond(7.95))).problem).toMatchObject({ code: 'cannot-cut' })
    expect((await cut(path, ffmpeg)).problem).toBeNull()
    expect((await cut(path, await untilSecond(4.5), { isTruncated: true })).problem).toBeNull()
  })

  it('is told from pictures that do not say when they play: those are counted', async () => {
    const path = await clip('eight-seconds.vob', await tempFolder())
    expect((await cut(path, ffmpeg)).problem).toBeNull()
    expect((await cut(path, await untilSecond(7.9))).problem).toMatchObject({ code: 'cannot-cut' })
  })

  it('is not believed where it tells of a read error, whatever is known of the end', async () => {
    const path = await clip('eight-seconds.ts', await tempFolder())
    const tool = await untilSecond(4.5, ['echo "in.ts: Input/output error" >&2'])
    expect((await cut(path, tool, { isTruncated: true })).problem).toMatchObject({
      code: 'cannot-cut',
      detail: 'in.ts: Input/output error',
    })
  })

  it('within a packet or a box is not believed, even of a file that nothing is known of', async () => {
    const folder = await tempFolder()
    for (const name of ['eight-seconds.ts', 'eight-seconds.mp4'] as const) {
      const tool = await standIn([`"${ffmpeg.path}" "$@" 2>/dev/null | head -c 200001`, 'exit 0'])
      expect((await cut(await clip(name, folder), tool, { isTruncated: true })).problem).toMatchObject({
        code: 'cannot-cut',
        detail: expect.stringContaining('ended within'),
      })
    }
  })

  it('is an upload that failed, never one that is done', async () => {
    const store = await testStore()
    const tool = await untilSecond(4.5)
    const pieces = join(await tempFolder(), 'pieces')
    const engine = await testEngine({
      url: store.url,
      upload: { segment: 1 },
      ports: {
        cut: ({ seconds, ...what }) =>
          cutMedia({ ffmpeg: tool, ffprobe }, { ...what, seconds: seconds ?? 1, folder: pieces }),
      },
    })
    const [id] = await engine.addPaths(await clip('eight-seconds.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'cannot-cut' } })
    expect(engine.item(id!).work.md5).toBeNull()
    expect(await readdir(pieces).catch(() => [])).toEqual([])
  })
})

describe('a track that the pieces would lose', () => {
  it('is named before anything is cut, where it is known', async () => {
    const { answers, problem } = await cut(await clip('eight-seconds.wmv', await tempFolder()), ffmpeg)
    expect(answers).toHaveLength(1)
    expect(problem).toMatchObject({ code: 'cannot-cut', detail: expect.stringContaining('track 2 (wmav2)') })
  })

  it('is named before anything is handed out, where the first piece shows it', async () => {
    const path = await clip('eight-seconds.wmv', await tempFolder())
    const { answers, problem, onDisk } = await cut(path, ffmpeg, { wrapper: 'mov' })
    expect(answers).toHaveLength(1)
    const detail = 'the pieces would lose track 2 (audio/x-ms-wma)'
    expect(problem).toMatchObject({ code: 'cannot-cut', detail })
    expect(onDisk).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('a growing file', () => {
  it('that can no longer be read is no file that has ended', async () => {
    const folder = await tempFolder()
    const path = await clip('eight-seconds.ts', folder)
    const facts = await probe(ffprobe, path)
    if (!facts.ok) throw new Error(facts.problem.message)
    // A folder can be opened and not read: the read error that every system has.
    const answers = []
    for await (const it of cutMedia(
      {
        ffmpeg: await standIn([
          'cat >/dev/null',
          `"${ffmpeg.path}" -v error -i "${path}" -map 0:v -map 0:a -c copy -muxdelay 0 -f mpegts pipe:1`,
        ]),
        ffprobe,
      },
      {
        path: folder,
        facts: facts.value,
        seconds: 4,
        folder: join(await tempFolder(), 'pieces'),
        signal: new AbortController().signal,
        followIdleMs: 1,
      },
    ))
      answers.push(it)
    expect(answers.at(-1)).toMatchObject({
      ok: false,
      problem: { code: 'cannot-cut', detail: expect.stringContaining('EISDIR') },
    })
  })
})

describe.skipIf(process.platform === 'win32')('ffprobe that does not answer to its end', () => {
  const codeOf = async (tool: MediaTool) => {
    const facts = await probe(tool, await clip('eight-seconds.ts', await tempFolder()))
    return facts.ok ? 'readable' : facts.problem.code
  }
  const all = `"${ffprobe.path}" "$@"`

  describe.each(['-show_streams', '-show_entries'])('when it was asked for %s', (question) => {
    it.each([
      ['half of it', 'media-damaged', [`${all} | head -c 1500`, 'exit 0']],
      ['half of it, killed', 'media-damaged', [`${all} | head -c 1500`, 'kill -9 $$']],
      ['all of it, killed', 'media-damaged', [all, 'kill -9 $$']],
      ['all of it, and a read error', 'file-unreadable', [all, 'echo "x.ts: Input/output error" >&2', 'exit 0']],
      ['all of it', 'readable', [all]],
    ] as const)('%s: %s', async (_, code, lines) => {
      expect(await codeOf(await whenAsked(question, lines))).toBe(code)
    })

    it('and exited with an error: no answer', async () => {
      expect(await codeOf(await whenAsked(question, [all, 'exit 3']))).not.toBe('readable')
    })
  })
})
