import type { ClientRequest } from 'node:http'
import got, { RequestError, TimeoutError } from 'got'
import { answerLimit, wasClosedMeanwhile, wayProblem, type Way } from '../way/index.ts'
import { exactRequest, sendHead } from './exact-link.ts'
import { ANSWER_LIMIT_BYTES, kindOfCode, SendFailure, type Send } from './send.ts'

/** PUT through got. */
export const sendWithGot: Send = async ({
  url,
  link,
  isFresh,
  headers,
  body,
  signal,
  onSent,
  connectMs,
  answerMs,
  way,
}) => {
  const limit = answerLimit(ANSWER_LIMIT_BYTES, signal)
  try {
    const request = got.put(url, {
      ...exactRequest(url, link, way, isFresh),
      body,
      headers: { ...headers },
      signal: limit.signal,
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      decompress: false,
      timeout: { lookup: connectMs, connect: connectMs, secureConnect: connectMs, response: answerMs },
    })
    void request.on('uploadProgress', ({ transferred }) => onSent(transferred))
    void request.on('downloadProgress', limit.onProgress)
    // A store judges the link when the request arrives, so the head goes ahead of the first block.
    void request.on('request', (outgoing: ClientRequest) => sendHead(outgoing))
    const { statusCode, headers: answered, body: text } = await request
    return { status: statusCode, headers: answered, body: text }
  } catch (error) {
    if (limit.isPassed()) throw new SendFailure('protocol', 'an answer longer than any store has')
    throw await failureOf(error, url, way)
  }
}

async function failureOf(error: unknown, url: string, way: Way): Promise<SendFailure> {
  const { message } = error as Error
  if (error instanceof TimeoutError)
    return new SendFailure(error.event === 'response' ? 'no-answer' : 'unreachable', message)
  const code = error instanceof RequestError ? error.code : ''
  return new SendFailure(kindOfCode(code), message, {
    wasClosedMeanwhile: wasClosedMeanwhile(error),
    ofTheWay: wayProblem(error, new URL(url).host, await way.proxyOf(url)),
  })
}
