import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

export interface ForwardProxy {
  readonly url: string
  /** What it was asked for, and with which login. */
  readonly seen: { readonly method: string; readonly target: string; readonly login: string | undefined }[]
}

/** A proxy for one test: to it every name is this computer. `refuses` says with which status it lets nobody through. */
export async function forwardProxy(refuses: number | null = null): Promise<ForwardProxy> {
  const seen: ForwardProxy['seen'] = []
  const sockets = new Set<Socket>()
  const note = ({ method = '', url = '', headers }: IncomingMessage) =>
    seen.push({ method, target: url, login: headers['proxy-authorization'] })
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    note(request)
    if (refuses !== null) return void response.writeHead(refuses).end()
    const [, port, path] = /^http:\/\/[^/]*?:(\d+)(.*)$/.exec(request.url ?? '') ?? []
    const { 'proxy-authorization': _, ...headers } = request.headers
    const onward = ask({ host: '127.0.0.1', port, path, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connection', (socket) => sockets.add(socket))
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    note(request)
    if (refuses !== null) return void socket.end(`HTTP/1.1 ${refuses} No\r\n\r\n`)
    const onward = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    for (const it of [socket, onward]) it.on('error', () => [socket, onward].forEach((end) => end.destroy()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const it of sockets) it.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}
