import { problem, type Problem } from '../../../src-shared/problems.ts'
import { expiryOf } from '../../transfer/index.ts'
import { hasChanged } from '../file-facts.ts'
import { done, failedWith, type StepContext, type StepResult } from './step.ts'

/** A link that dies within this long is not worth beginning with. S3 judges when the request arrives, not when it ends. */
const MARGIN_MS = 1_000

/** Step 4: the bytes. */
export async function sendMedia(context: StepContext): Promise<StepResult> {
  const item = context.item()
  const object = item.work.object
  if (object?.stored) return done
  const allocation = context.allocations.get(item.id)
  // After a restart the link is gone with the memory that held it: a new object is asked for, the old one is collected.
  if (!allocation || allocation.objectId !== object?.objectId) return back(problem('url-expired', {}, 'the link was not kept'))
  const diesAt = expiryOf(allocation.url)
  if (diesAt !== null && context.ports.clock.nowMs() + context.connection.client.clockAheadMs() > diesAt - MARGIN_MS) return back(problem('url-expired', {}, 'the link ran out before it was used'))

  const put = await context.ports.put({
    path: item.path, start: 0, length: item.size, url: allocation.url, headers: allocation.headers, verify: item.options.verify,
    signal: context.signal, onProgress: context.onProgress, rateLimit: context.rateLimit,
    ...(context.connection.ca ? { ca: context.connection.ca } : {}),
  })
  if (!put.ok) return put.problem.code === 'url-expired' ? back(put.problem) : failedWith(put.problem)
  // Never half of each: what was stored while somebody wrote to the file is not registered.
  const changed = await hasChanged(item)
  if (changed) return failedWith(changed)
  context.allocations.delete(item.id)
  const { md5, etag } = put.value
  context.save((work) => ({ ...work, object: work.object && { ...work.object, md5, etag, stored: true } }))
  return done
}

const back = (because: Problem): StepResult => ({ type: 'back', to: 'storage', because })
