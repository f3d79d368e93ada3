import type { CallContext, QueueHandlers } from './call-context.ts'
import { queueCalls } from './queue-calls.ts'
import { seriesCalls } from './series-calls.ts'
import { serverCalls } from './server-calls.ts'
import { storeCalls } from './store-calls.ts'

/** Answers the window's calls, whatever the door. A call that nobody answers does not compile. */
export const createQueueHandlers = (context: CallContext): QueueHandlers => ({
  ...queueCalls(context),
  ...seriesCalls(context),
  ...serverCalls(context),
  ...storeCalls(context),
})
