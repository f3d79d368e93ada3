import { connect } from 'node:net'

const WITHIN_MS = 5_000

/** Whether anything takes a connection at an origin. Nothing is sent. */
export function isListening(origin: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(origin)
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: WITHIN_MS,
    })
    const end = (answers: boolean) => () => {
      socket.destroy()
      resolve(answers)
    }
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false))
  })
}
