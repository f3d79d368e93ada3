import type { IncomingMessage } from 'node:http'
import { localServer } from './local-server.ts'

export interface Between {
  /** Answers in the store's place; null passes the request on. */
  readonly instead?: (request: IncomingMessage) => { readonly status: number; readonly body: unknown } | null
  /** Sees what the store answered. */
  readonly onAnswer?: (request: IncomingMessage, answer: string) => void
  /** What is passed on of an answer; all of it where this is left out. */
  readonly altered?: (request: IncomingMessage, answer: string) => string
}

/** A TAMS server that passes everything on to another one; bytes of objects do not come through it. */
export const serverBetween = (url: string, { instead, onAnswer, altered }: Between): Promise<string> =>
  localServer((request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const own = instead?.(request) ?? null
        if (own) {
          response.writeHead(own.status, { 'content-type': 'application/json' }).end(JSON.stringify(own.body))
          return
        }
        const body = Buffer.concat(chunks)
        void fetch(url + request.url!, {
          method: request.method!,
          headers: { 'content-type': 'application/json' },
          ...(body.length > 0 ? { body } : {}),
        }).then(async (answer) => {
          const text = await answer.text()
          onAnswer?.(request, text)
          response
            .writeHead(answer.status, { 'content-type': 'application/json' })
            .end(altered?.(request, text) ?? text)
        })
      })
  })
