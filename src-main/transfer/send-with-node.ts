import type { ClientRequest } from 'node:http'
import { wayProblem } from '../way/index.ts'
import { sendHead } from './exact-link.ts'
import { ANSWER_LIMIT_BYTES, kindOfCode, SendFailure, type Send, type SendRequest, type StoreAnswer } from './send.ts'

/**
 * PUT through Node's own client: the second opinion where got could make nothing of an answer.
 *
 * A socket of its own that nobody used before, and a parser that forgives (`insecureHTTPParser`): what a proxy or an
 * old store gets slightly wrong must not cost an upload. What is read here is a status and an ETag, never instructions.
 */
export const sendWithNode: Send = async ({ url, link, way, headers, signal, ...rest }) => {
  const to = new URL(url)
  const proxy = await way.proxyOf(url)
  const request = await way.request(to, {
    method: 'PUT',
    ...(link.path === null ? {} : { path: link.path }),
    headers: { ...headers },
    isFresh: true,
    insecureHTTPParser: true,
    signal,
  })
  return carry(request, to, proxy, rest)
}

const carry = (
  request: ClientRequest,
  { protocol, host }: URL,
  proxy: string | null,
  { body, onSent, connectMs, answerMs }: Pick<SendRequest, 'body' | 'onSent' | 'connectMs' | 'answerMs'>,
): Promise<StoreAnswer> =>
  new Promise((resolve, reject) => {
    let sent = 0
    let isAnswering = false
    let isClosed = false
    const fail = (error: unknown) => {
      const { code = '', message } = error as NodeJS.ErrnoException
      // A store that refuses early closes the line on what is still being sent; its answer is what counts.
      if (isAnswering) return
      const ofTheWay = wayProblem(error, host, proxy)
      reject(
        error instanceof SendFailure
          ? error
          : new SendFailure(kindOfCode(code), `${code} ${message}`.trim(), { ofTheWay }),
      )
    }
    const connecting = setTimeout(
      () => request.destroy(new SendFailure('unreachable', 'no connection in time')),
      connectMs,
    )
    let answering: NodeJS.Timeout | undefined
    request.on('socket', (socket) => {
      // A tunnel through a proxy is there already when the request gets it.
      if (socket.connecting)
        socket.on(protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(connecting))
      else clearTimeout(connecting)
    })
    request.on('error', fail)
    request.on('close', () => {
      isClosed = true
      clearTimeout(connecting)
      clearTimeout(answering)
    })
    request.on('response', (response) => {
      clearTimeout(answering)
      isAnswering = true
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        if (text.length < ANSWER_LIMIT_BYTES) text += part
        else request.destroy()
      })
      response.on('error', () => undefined)
      response.on('close', () => {
        const status = response.statusCode ?? 0
        if (response.complete || status >= 400) resolve({ status, headers: response.headers, body: text })
        else reject(new SendFailure('broken', 'the answer was cut short'))
        // What was refused early has no use for the rest.
        if (!request.writableFinished) request.destroy()
      })
    })
    sendHead(request)
    sendBody(body, request, (bytes) => {
      sent += bytes
      onSent(sent)
    }).then(() => {
      // An answer may be over before the body is; nobody would clear the timer.
      if (isClosed) return
      answering = setTimeout(() => request.destroy(new SendFailure('no-answer', 'no answer in time')), answerMs)
    }, fail)
  })

async function sendBody(
  body: AsyncIterable<Uint8Array>,
  request: ClientRequest,
  onBlock: (bytes: number) => void,
): Promise<void> {
  for await (const block of body) {
    await new Promise<void>((resolve, reject) => {
      request.write(block, (error) => {
        if (error) reject(error)
        else resolve()
      })
    })
    onBlock(block.length)
  }
  request.end()
}
