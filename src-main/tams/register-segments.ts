import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import { mayNotRead } from './may-not-read.ts'
import { hasSegments } from './shared-calls.ts'
import { said, type TamsHttp, type TamsRequest } from './tams-http.ts'
import { bulkFailureShape } from './wire-shapes.ts'

/** A segment in the words of a dialect. */
export interface SegmentBody extends Readonly<Record<string, unknown>> {
  readonly object_id: string
}

/** What a server was found to make of several segments in one request; kept as long as the connection. */
export interface RegisterHabits {
  lists: 'unknown' | 'taken' | 'not taken'
}

export const createRegisterHabits = (): RegisterHabits => ({ lists: 'unknown' })

/**
 * Registers segments, several in one request where the server takes that. One that refuses a list, or says yes to it
 * and forgets what is in it, gets one a request from then on: it was asked once and not again for every flow.
 *
 * @returns a `segment-refused` where at least one was refused; others may be there
 */
export async function registerAsJson(
  http: TamsHttp,
  flowId: string,
  bodies: readonly SegmentBody[],
  habits: RegisterHabits,
): Promise<Outcome<null>> {
  const [first, ...rest] = bodies
  if (!first || rest.length === 0 || habits.lists === 'not taken') return registerEach(http, flowId, bodies)
  if (habits.lists === 'unknown') {
    const readable = await hasSegments(http, flowId, [first.object_id])
    if (!readable.ok && !mayNotRead(readable.problem)) return readable
    // What nobody can look for is not risked.
    if (!readable.ok) return registerEach(http, flowId, bodies)
  }
  const { registered, isInPart } = await post(http, flowId, bodies)
  if (isInPart) habits.lists = 'taken'
  if (habits.lists === 'taken') return registered
  if (!registered.ok) {
    if (registered.problem.code !== 'segment-refused') return registered
    // Was it the list, or what is in it?
    const alone = await registerEach(http, flowId, [first])
    if (!alone.ok) return alone.problem.code === 'segment-refused' ? registered : alone
    habits.lists = 'not taken'
    return registerEach(http, flowId, rest)
  }
  const there = await hasSegments(
    http,
    flowId,
    bodies.map((it) => it.object_id),
  )
  if (!there.ok) return there
  habits.lists = there.value ? 'taken' : 'not taken'
  return there.value ? registered : registerMissing(http, flowId, bodies)
}

/** A segment as JSON. */
const asJson = (body: SegmentBody): Content => ({ json: body })
/** A segment as a form with JSON in it. */
export const asForm = (body: SegmentBody): Content => ({ form: { segment_data: JSON.stringify(body) } })

/** One a request, until one is refused. */
export async function registerEach(
  http: TamsHttp,
  flowId: string,
  bodies: readonly SegmentBody[],
  contentOf = asJson,
): Promise<Outcome<null>> {
  for (const body of bodies) {
    const { registered } = await post(http, flowId, [body], contentOf(body))
    if (!registered.ok) return registered
  }
  return ok(null)
}

async function registerMissing(http: TamsHttp, flowId: string, bodies: readonly SegmentBody[]): Promise<Outcome<null>> {
  for (const body of bodies) {
    const there = await hasSegments(http, flowId, [body.object_id])
    if (!there.ok) return there
    const registered = there.value ? ok(null) : await registerEach(http, flowId, [body])
    // The list was answered with yes, and may only not be seen yet: the timeline will tell.
    if (!registered.ok && registered.problem.code !== 'segment-refused') return registered
  }
  return ok(null)
}

type Content = Pick<TamsRequest, 'json' | 'form'>

interface Posted {
  readonly registered: Outcome<null>
  /** The server read all of them and refused some. */
  readonly isInPart: boolean
}

/** Source: TAMS 8.2, `POST /flows/{flowId}/segments`, with the 200 that means "some failed". */
async function post(
  http: TamsHttp,
  flowId: string,
  bodies: readonly SegmentBody[],
  content: Content = { json: bodies },
): Promise<Posted> {
  const ids = bodies.map((it) => it.object_id)
  const answer = await http.tell({
    method: 'POST',
    path: `/flows/${encodeURIComponent(flowId)}/segments`,
    ...content,
    isOnce: true,
    isDone: () => hasSegments(http, flowId, ids),
  })
  if (!answer.ok) return { registered: refusal(answer.problem), isInPart: false }
  const partial = bulkFailureShape.safeParse(answer.value.body)
  const refused = partial.success ? partial.data.failed_segments : []
  if (refused.length === 0) return { registered: ok(null), isInPart: false }
  const why = `${refused.length} of ${bodies.length} segments: ${said(refused[0]) || 'no reason given'}`
  return { registered: failed(problem('segment-refused', {}, why)), isInPart: true }
}

const refusal = (found: Problem): Outcome<null> => failed(isRefusal(found) ? segmentRefused(found) : found)

/** Some servers say 409 of a time that is taken. */
const isRefusal = ({ code }: Problem): boolean => code === 'request-refused' || code === 'server-conflict'

const segmentRefused = ({ detail }: Problem): Problem => problem('segment-refused', {}, detail)
