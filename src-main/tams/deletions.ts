import { setTimeout as wait } from 'node:timers/promises'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import type { TimeRange } from '../../src-shared/time/timerange.ts'
import { answerProblem, isGood, type TamsAnswer, type TamsHttp, type TamsRequest } from './tams-http.ts'
import { deletionShape } from './wire-shapes.ts'
import { wireTimeRange } from './wire-time.ts'

/**
 * Looks at a deletion that goes on, ever more seldom; after half a minute it is the item that waits, where everybody
 * sees it.
 */
const FIRST_LOOK_MS = 100
const LONGEST_LOOK_MS = 5_000
const LOOKS = 11

/**
 * Takes an object off the flow's timeline. Both its name and its exact time are said: a server that knows only one of
 * them must not take its neighbours with it. Source: TAMS 8.2, `DELETE /flows/{flowId}/segments`.
 */
export const removeSegment = (
  http: TamsHttp,
  flowId: string,
  objectId: string,
  timerange: TimeRange,
): Promise<Outcome<null>> =>
  gone(http, {
    method: 'DELETE',
    path: `/flows/${encodeURIComponent(flowId)}/segments`,
    query: { object_id: objectId, timerange: wireTimeRange(timerange) },
  })

/** Removes a flow. Source: TAMS 8.2, `DELETE /flows/{flowId}`. */
export const removeFlow = (http: TamsHttp, flowId: string): Promise<Outcome<null>> =>
  gone(http, { method: 'DELETE', path: `/flows/${encodeURIComponent(flowId)}` })

async function gone(http: TamsHttp, request: TamsRequest): Promise<Outcome<null>> {
  const answer = await http.send(request)
  if (!answer.ok) return answer
  if (answer.value.status === 202) return followDeletion(http, answer.value, request)
  return isGood(answer.value) || isNowhere(answer.value) ? ok(null) : failed(answerProblem(answer.value, request))
}

const isNowhere = ({ status, isGarbled }: TamsAnswer): boolean => (status === 404 && !isGarbled) || status === 410

/**
 * A deletion that takes longer is a request of its own; it is over when the server says so, or no longer knows it.
 * Where the answer names none there is nothing to look at. Source: TAMS 8.2, `/flow-delete-requests/{request-id}`.
 */
async function followDeletion(http: TamsHttp, accepted: TamsAnswer, request: TamsRequest): Promise<Outcome<null>> {
  const said = deletionShape.safeParse(accepted.body)
  const id = (said.success ? said.data.id : null) ?? accepted.headers.location?.split(/[?#]/)[0]?.split('/').at(-1)
  if (!id) return ok(null)
  const look: TamsRequest = { method: 'GET', path: `/flow-delete-requests/${encodeURIComponent(id)}` }
  for (let n = 0; n < LOOKS; n += 1) {
    // What stops the wait stops the look after it, which says so.
    await wait(Math.min(FIRST_LOOK_MS * 2 ** n, LONGEST_LOOK_MS), null, { signal: http.signal }).catch(() => null)
    const answer = await http.send(look)
    if (!answer.ok) return answer
    if (isNowhere(answer.value)) return ok(null)
    if (!isGood(answer.value)) return failed(answerProblem(answer.value, look))
    const now = deletionShape.safeParse(answer.value.body)
    const status = now.success ? now.data.status : null
    if (status === 'done') return ok(null)
    if (status === 'error')
      return failed(
        answerProblem({ ...answer.value, status: 500, body: now.data?.error ?? 'no reason given' }, request),
      )
  }
  return failed(problem('server-busy', { status: 202 }, `${request.method} ${request.path} goes on and on`))
}
