import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isListening } from '../../src-main/engine/servers/is-listening.ts'
import { localServer } from '../helpers/local-server.ts'

const noSignal = new AbortController().signal

describe('whether an object store is there', () => {
  it.each([200, 301, 403, 404, 405, 500])('is said by any answer of its own (%d)', async (status) => {
    const url = await localServer((_, response) => response.writeHead(status).end())
    expect(await isListening(url, noSignal)).toBe(true)
  })

  it.each([502, 503, 504])('is denied by a proxy that has nobody behind it (%d)', async (status) => {
    const url = await localServer((_, response) => response.writeHead(status).end())
    expect(await isListening(url, noSignal)).toBe(false)
  })

  it('is asked where the object is, by HEAD, without its query', async () => {
    const seen: (string | undefined)[] = []
    const url = await localServer((request, response) => {
      seen.push(request.method, request.url, request.headers.authorization)
      response.writeHead(403).end()
    })
    await isListening(`${url}/bucket/object`, noSignal)
    expect(seen).toEqual(['HEAD', '/bucket/object', undefined])
  })

  it('is said by whoever took the connection, and denied where nobody did', async () => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const close = () => new Promise((resolve) => server.close(resolve))
    onTestFinished(() => void server.close())
    expect(await isListening(url, noSignal)).toBe(true)
    await close()
    expect(await isListening(url, noSignal)).toBe(false)
  })
})
