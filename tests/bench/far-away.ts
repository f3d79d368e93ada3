import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Server } from './programs.ts'

/** Puts a server so many milliseconds away: every byte takes half a round trip in each direction, as many as come. */
export async function farAway(url: string, roundTripMs: number): Promise<Server> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port), noDelay: true })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => setTimeout(() => void to.write(data), roundTripMs / 2))
      from.on('end', () => setTimeout(() => void to.end(), roundTripMs / 2))
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close()
      for (const it of sockets) it.destroy()
    },
  }
}
