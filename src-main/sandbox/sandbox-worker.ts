import { parentPort, workerData } from 'node:worker_threads'
import { startSandbox } from './sandbox.ts'

/** The embedded store in a thread of its own, so that receiving bytes does not slow down sending them. */
const { folder } = workerData as { folder: string }

const sandbox = await startSandbox({ folder, port: 0 })
parentPort?.on('message', () => {
  void sandbox.close().then(() => parentPort?.close())
})
parentPort?.postMessage(sandbox.url)
