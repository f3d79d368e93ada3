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
        void ask(url, request, body).then(async (answer) => {
          // The store behind is gone: at the end of a test, or because it was stopped.
          if (!answer) return response.destroy()
          onAnswer?.(request, answer.text)
          return response
            .writeHead(answer.status, { 'content-type': 'application/json' })
            .end(await (altered?.(request, answer.text) ?? answer.text))
        })
      })
  })

/** What the store says; null where it did not answer. */
const ask = (url: string, { method, url: path }: IncomingMessage, body: Buffer<ArrayBuffer>) =>
  fetch(url + path!, {
    method: method!,
    headers: { 'content-type': 'application/json' },
    ...(body.length > 0 ? { body } : {}),
  })
    .then(async (answer) => ({ status: answer.status, text: await answer.text() }))
    .catch(() => null)
