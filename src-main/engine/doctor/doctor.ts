import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkIds, checkTitles, type Check } from '../../../src-shared/check.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { timeRange } from '../../../src-shared/time/timerange.ts'
import { bytesInWords, durationInWords } from '../../../src-shared/words/quantities.ts'
import { readToolVersion, type MediaTool } from '../../media/index.ts'
import {
  readNotKept,
  type FlowDraft,
  type NotKept,
  type SegmentDraft,
  type SourceDraft,
  type TamsClient,
} from '../../tams/index.ts'
import { putObject, readBack } from '../../transfer/index.ts'
import type { Connections, LiveConnection } from '../servers/index.ts'

export interface DoctorPorts {
  readonly folder: string
  readonly connection: Connections
  readonly findFfprobe: () => Promise<MediaTool | null>
  readonly findFfmpeg: () => Promise<MediaTool | null>
}

const NAME = 'Framehaul doctor'
const CLIP_SECONDS = 1
/** Not at the beginning, so that a server which forgets the way back to the media's own time is seen. Nanoseconds. */
const OFFSET = 10_250_000_000n
const CLIP_TIME = timeRange(OFFSET, OFFSET + BigInt(CLIP_SECONDS) * 1_000_000_000n)
const SAMPLE_RATE = 8000
const LONGEST_MS = 120_000
/** A presigned link lives minutes; a clock that is off by more than this makes one look dead or not yet born. */
const CLOCK_TOLERANCE_MS = 60_000
const LITTLE_SPACE_BYTES = 2 * 1024 ** 3

type Answer = Pick<Check, 'outcome' | 'found' | 'problem'>

const good = (found: string): Answer => ({ outcome: 'ok', found, problem: null })
const bad = (wrong: Problem): Answer => ({ outcome: 'failed', found: wrong.message, problem: wrong })
const warn = (wrong: Problem): Answer => ({ ...bad(wrong), outcome: 'warning' })

/**
 * Looks at everything that an upload needs, one after the other, by making one: a second of silence goes through all
 * five steps, is read back and removed. What it makes is called "Framehaul doctor"; whatever fails, what was made is
 * removed.
 */
export async function* examine(ports: DoctorPorts): AsyncGenerator<Check> {
  const asked = new Set<Check['id']>()
  const say = (id: Check['id'], answer: Answer): Check => {
    asked.add(id)
    return { id, title: checkTitles[id], ...answer }
  }
  const ffprobe = await ports.findFfprobe()
  yield say('ffprobe', ffprobe ? good(await inWords(ffprobe)) : bad(problem('ffprobe-missing')))
  const ffmpeg = await ports.findFfmpeg()
  // Whole files go without it.
  yield say('ffmpeg', ffmpeg ? good(await inWords(ffmpeg)) : warn(problem('ffmpeg-missing')))
  yield say('data-folder', await dataFolderAnswer(ports.folder))
  yield say('way', await wayAnswer(ports.connection))
  // What was found out before is not believed: it is looked at now.
  await ports.connection.check()
  const live = await ports.connection.live()
  const { address, apiVersion, serverName, dialect } = ports.connection.status()
  yield say(
    'server',
    live.ok
      ? good([address, pathOf(live.value), serverName, dialect, apiVersion].filter(Boolean).join(', '))
      : bad(live.problem),
  )
  if (live.ok) {
    yield say('clock', clockAnswer(live.value.client))
    for await (const { id, answer } of roundTrip(live.value)) yield say(id, answer)
  }
  for (const id of checkIds)
    if (!asked.has(id))
      yield say(id, { outcome: 'skipped', found: 'Not asked, because something before it failed.', problem: null })
}

/** Where the API is on its host; nothing where it is at the root. */
const pathOf = ({ http }: LiveConnection): string => new URL(http.server.url).pathname.replace(/\/+$/, '')

const ORIGINS: Readonly<Record<MediaTool['origin'], string>> = {
  setting: 'chosen',
  package: 'came with Framehaul',
  system: 'of this computer',
}

/** Which program it is, how old, and by which rule it was chosen. */
async function inWords({ path, origin }: MediaTool): Promise<string> {
  const version = await readToolVersion(path)
  return `${path}, ${version?.name ?? 'of an unknown version'} (${ORIGINS[origin]})`
}

async function dataFolderAnswer(folder: string): Promise<Answer> {
  try {
    const test = join(folder, `doctor-${randomUUID()}`)
    await writeFile(test, '', { flag: 'wx' })
    await rm(test)
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    return free < LITTLE_SPACE_BYTES
      ? warn(problem('disk-full', {}, `${bytesInWords(free)} free`))
      : good(`${folder}, ${bytesInWords(free)} free`)
  } catch (error) {
    return bad(problem('data-unusable', {}, (error as Error).message))
  }
}

/** Whether a proxy is in between, whoever named it. */
async function wayAnswer(connection: Connections): Promise<Answer> {
  const { url, proxy: chosen } = connection.inUse().connection
  const way = await connection.way()
  if (!way.ok) return bad(way.problem)
  const proxy = URL.canParse(url) ? await way.value.proxyOf(url) : null
  if (proxy === null) return good('straight, through no proxy')
  return good(`through the proxy ${proxy}${chosen ? '' : ', which the environment or the system names'}`)
}

function clockAnswer(client: TamsClient): Answer {
  const ahead = client.clockAheadMs()
  const words =
    Math.abs(ahead) < 1000
      ? 'agree'
      : `the server is ${durationInWords(Math.abs(ahead) / 1000)} ${ahead > 0 ? 'ahead' : 'behind'}`
  return Math.abs(ahead) < CLOCK_TOLERANCE_MS ? good(words) : warn(problem('clock-differs', {}, words))
}

interface Found {
  readonly id: Check['id']
  readonly answer: Answer
}

async function* roundTrip(live: LiveConnection): AsyncGenerator<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-doctor-'))
  const made: { flowId: string | null; objectId: string | null } = { flowId: null, objectId: null }
  try {
    yield* upload(live, folder, made)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  if (made.flowId !== null) yield { id: 'removed', answer: await removed(live.client, made.flowId, made.objectId) }
}

async function* upload(
  { client: unbound, http, way }: LiveConnection,
  folder: string,
  made: { flowId: string | null; objectId: string | null },
): AsyncGenerator<Found> {
  const clip = silence()
  const path = join(folder, 'doctor.wav')
  await writeFile(path, clip)
  // What was made is removed however long it took, so this limit is not the removal's.
  const signal = AbortSignal.any([http.signal, AbortSignal.timeout(LONGEST_MS)])
  const client = unbound.withSignal(signal)

  const flow = await makeFlow(client, clip.length)
  yield { id: 'source-and-flow', answer: flow.ok ? good(`flow ${flow.value.id}`) : bad(flow.problem) }
  if (!flow.ok) return
  const { id: flowId, draft } = flow.value
  made.flowId = flowId

  const places = await client.allocate(flowId, 1)
  yield { id: 'storage', answer: places.ok ? good(new URL(places.value[0].url).host) : bad(places.problem) }
  if (!places.ok) return
  const [{ objectId, url, headers }] = places.value
  made.objectId = objectId

  const startedMs = performance.now()
  const stored = await putObject({
    path,
    start: 0,
    length: clip.length,
    url,
    headers,
    verify: true,
    signal,
    onProgress: () => undefined,
    way,
  })
  yield {
    id: 'object',
    answer: stored.ok
      ? good(
          [
            `${bytesInWords(clip.length)} in ${Math.round(performance.now() - startedMs)} ms`,
            stored.value.isProven ? 'checksum agrees' : 'its ETag is no checksum',
          ].join(', '),
        )
      : bad(stored.problem),
  }
  if (!stored.ok) return

  const segment: SegmentDraft = {
    objectId,
    timerange: CLIP_TIME,
    offset: OFFSET,
    lastDuration: null,
    sampleCount: SAMPLE_RATE * CLIP_SECONDS,
    keyFrameCount: null,
  }
  const registered = await client.register(flowId, [segment])
  yield { id: 'segment', answer: registered.ok ? good('on the timeline') : bad(registered.problem) }
  if (!registered.ok) return

  yield { id: 'kept', answer: keptAnswer(await readNotKept(http.withSignal(signal), draft, flowId, segment)) }
  yield { id: 'read-back', answer: await readAnswer(client, flowId, objectId, clip, signal, way) }
}

function keptAnswer(read: Outcome<readonly NotKept[]>): Answer {
  if (!read.ok) return bad(read.problem)
  if (read.value.length === 0) return good('all of it, as it was sent')
  const misplaced = read.value.filter((it) => it.isMisplaced)
  const fields = (all: readonly NotKept[]) => all.map((it) => it.field).join(', ')
  const detail = read.value.map(
    (it) => `${it.field}: sent ${it.sent}, ${it.kept === null ? 'forgotten' : `has ${it.kept}`}`,
  )
  return misplaced.length > 0
    ? bad(problem('server-misplaces', { fields: fields(misplaced) }, detail.join('; ')))
    : warn(problem('server-forgets', { fields: fields(read.value) }, detail.join('; ')))
}

async function readAnswer(
  client: TamsClient,
  flowId: string,
  objectId: string,
  clip: Buffer,
  signal: AbortSignal,
  way: LiveConnection['way'],
): Promise<Answer> {
  const found = await client.findSegment(flowId, objectId)
  if (!found.ok) return bad(found.problem)
  if (!found.value?.getUrl) return good('the server names no place to read from')
  const read = await readBack(found.value.getUrl, signal, way, clip.length)
  if (!read.ok) return bad(read.problem)
  if (read.value.type === 'missing') return bad(problem('object-missing'))
  if (read.value.type === 'unreadable') return good('reading is not allowed to us; writing is what counts')
  return read.value.md5 === createHash('md5').update(clip).digest('hex')
    ? good('byte for byte')
    : bad(problem('checksum-mismatch'))
}

/** The source of the last examination is used again, so that they do not pile up where sources cannot be removed. */
async function makeFlow(
  client: TamsClient,
  bytes: number,
): Promise<Outcome<{ readonly id: string; readonly draft: FlowDraft }>> {
  const known = await client.findSource(NAME)
  if (!known.ok) return known
  const source: SourceDraft = {
    id: known.value ?? randomUUID(),
    format: 'audio',
    label: NAME,
    description: 'A test clip; it can be removed.',
    tags: {},
    type: null,
    location: null,
  }
  const sourceId = known.value === null ? await client.createSource(source, false) : ok(known.value)
  if (!sourceId.ok) return sourceId
  const draft: FlowDraft = {
    id: randomUUID(),
    source: { ...source, id: sourceId.value },
    label: NAME,
    description: source.description,
    // Uploads are recognised by a tag, so it matters whether tags are kept.
    tags: { _framehaul_trial: 'doctor' },
    container: 'audio/wav',
    codec: 'audio/x-raw-int',
    essence: { format: 'audio', audio: { sampleRate: SAMPLE_RATE, channels: 1, bitDepth: 16, uncompressed: true } },
    members: [],
    averageKbps: Math.round((bytes * 8) / CLIP_SECONDS / 1000),
    segmentSeconds: null,
  }
  const flow = await client.createFlow(draft, false)
  if (!flow.ok) return flow
  const made = { id: flow.value, draft }
  if (known.value !== null) return ok(made)
  const described = await client.describeSource(draft.source)
  return described.ok ? ok(made) : failed(described.problem)
}

async function removed(client: TamsClient, flowId: string, objectId: string | null): Promise<Answer> {
  const segment = objectId === null ? ok(null) : await client.removeSegment(flowId, objectId, CLIP_TIME)
  const flow = await client.removeFlow(flowId)
  const wrong = !segment.ok ? segment.problem : !flow.ok ? flow.problem : null
  return wrong
    ? warn({ ...wrong, detail: `flow ${flowId} called "${NAME}" stayed: ${wrong.detail ?? ''}` })
    : good('nothing is left of it')
}

/** One second of silence as a WAV file. Source: RIFF WAVE, PCM. */
function silence(): Buffer {
  const bytes = SAMPLE_RATE * CLIP_SECONDS * 2
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(bytes, 40)
  return Buffer.concat([header, Buffer.alloc(bytes)])
}
