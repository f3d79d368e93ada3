import { clientAfter } from '../client-after.ts'
import { problem, type Problem } from '../../../../src-shared/problems.ts'
import { hasRunOut } from '../../../transfer/index.ts'
import { piecesPlan } from '../cut-plan.ts'
import { sendPieces } from './send-pieces.ts'
import { done, failedWith, type StepContext, type StepResult } from './step.ts'

/** Step 4: the bytes. */
export async function sendMedia(context: StepContext): Promise<StepResult> {
  const { connection, ports, sending } = context
  const item = context.item()
  const plan = piecesPlan(item)
  if (plan) return sendPieces(context, plan)
  const { object } = item.work
  if (object?.stored) return done
  const { allocation } = sending
  // After a restart the link is gone with the memory that held it: a new object is asked for, the old one is collected.
  if (!allocation || allocation.objectId !== object?.objectId)
    return back(problem('url-expired', {}, 'the link was not kept'))
  const { url, issuedMs, aheadAtIssueMs } = allocation
  if (
    hasRunOut({ url, issuedMs, aheadAtIssueMs, nowMs: ports.clock.nowMs(), aheadMs: connection.client.clockAheadMs() })
  )
    return back(problem('url-expired', {}, 'the link ran out before it was used'))

  const put = await ports.put({
    path: item.path,
    start: 0,
    length: item.size,
    expected: item,
    url: allocation.url,
    headers: allocation.headers,
    verify: item.options.verify,
    sha256: item.options.sha256,
    client: sending.client,
    doubtEtag: sending.hasDoubtfulEtag,
    signal: context.signal,
    onProgress: context.onProgress,
    rateLimit: context.rateLimit,
    ...(connection.ca ? { ca: connection.ca } : {}),
  })
  if (!put.ok) {
    sending.client = clientAfter(sending.client, put.problem)
    sending.hasDoubtfulEtag ||= put.problem.code === 'checksum-mismatch'
    return put.problem.code === 'url-expired' ? back(put.problem) : failedWith(put.problem)
  }
  sending.allocation = null
  const { md5, sha256, etag, client, isProven } = put.value
  const proof = isProven ? ('etag' as const) : item.options.verify ? null : ('none' as const)
  context.save((work) => ({
    ...work,
    object: work.object && { ...work.object, md5, sha256, etag, client, proof, stored: true },
  }))
  await context.onDisk()
  return done
}

const back = (because: Problem): StepResult => ({ type: 'back', to: 'storage', because })
