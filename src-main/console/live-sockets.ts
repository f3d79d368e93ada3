import type { WebSocket } from '@fastify/websocket'
import { z } from 'zod'
import type { Announce, Handlers } from '../../src-shared/contract.ts'
import { serveCall } from '../../src-shared/serve-calls.ts'

/** The WebSockets of the open windows: calls come in, their outcomes and all events go out. */
export interface LiveSockets {
  /** Serves the calls of a window until it closes. */
  serve: (socket: WebSocket, handlers: Handlers) => void
  /** Sends an event to every window. */
  emit: Announce
  /** Not a polite close: a browser tab that sleeps would never answer it. */
  terminate: () => void
}

const callSchema = z.object({ id: z.number().int(), name: z.string(), ask: z.unknown() })

export function createLiveSockets(): LiveSockets {
  const sockets = new Set<WebSocket>()
  return {
    serve: (socket, handlers) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('message', (data: Buffer) => void answerCall(socket, data, handlers))
    },
    emit: (event, payload) => {
      const text = JSON.stringify({ event, payload })
      for (const socket of sockets) socket.send(text)
    },
    terminate: () => {
      for (const socket of sockets) socket.terminate()
    },
  }
}

async function answerCall(socket: WebSocket, data: Buffer, handlers: Handlers): Promise<void> {
  const call = callSchema.safeParse(parseJson(data))
  if (!call.success) return socket.close(1008)
  const { id, name, ask } = call.data
  const outcome = await serveCall(handlers, name, ask)
  socket.send(JSON.stringify({ id, outcome }))
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'))
  } catch {
    return null
  }
}
