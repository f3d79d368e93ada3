import type { IncomingMessage } from 'node:http'
import { localServer } from './local-server.ts'

export interface Between {
  /** Answers in the store's place; null passes the request on. */
  readonly instead?: (
    request: IncomingMessage,
    body: string,
  ) => { readonly status: number; readonly body: unknown } | null
  /** What is passed on of a request; all of it where this is left out. */
  readonly asked?: (request: IncomingMessage, body: string) => string
  /** Sees what the store answered. */
  readonly onAnswer?: (request: IncomingMessage, answer: string) => void
  /** What is passed on of an answer; all of it where this is left out. */
  readonly altered?: (request: IncomingMessage, answer: string) => string | Promise<string>
}

/** A TAMS server that passes everything on to another one; bytes of objects do not come through it. */
export const serverBetween = (url: string, { instead, asked, onAnswer, altered }: Between): Promise<string> =>
  localServer((request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const said = Buffer.concat(chunks)
        const own = instead?.(request, String(said)) ?? null
        if (own) {
          response.writeHead(own.status, { 'content-type': 'application/json' }).end(JSON.stringify(own.body))
          return
        }
        const body = asked ? Buffer.from(asked(request, String(said))) : said
        void fetch(url + request.url!, {
          method: request.method!,
          headers: { 'content-type': 'application/json' },
          ...(body.length > 0 ? { body } : {}),
        }).then(async (answer) => {
          const text = await answer.text()
          onAnswer?.(request, text)
          response
            .writeHead(answer.status, { 'content-type': 'application/json' })
            .end(await (altered?.(request, text) ?? text))
        })
      })
  })
