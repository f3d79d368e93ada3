import type { ClientRequest } from 'node:http'
import got, { RequestError, TimeoutError } from 'got'
import { exactRequest, sendHead } from './exact-link.ts'
import { kindOfCode, SendFailure, type Send } from './send.ts'

/** PUT through got. */
export const sendWithGot: Send = async ({ url, link, headers, body, signal, onSent, connectMs, answerMs, ca }) => {
  try {
    const request = got.put(url, {
      ...exactRequest(url, link),
      body,
      headers: { ...headers },
      signal,
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      decompress: false,
      timeout: { lookup: connectMs, connect: connectMs, secureConnect: connectMs, response: answerMs },
      ...(ca ? { https: { certificateAuthority: [...ca] } } : {}),
    })
    void request.on('uploadProgress', ({ transferred }) => onSent(transferred))
    // A store judges the link when the request arrives, so the head goes ahead of the first block.
    void request.on('request', (outgoing: ClientRequest) => sendHead(outgoing))
    const { statusCode, headers: answered, body: text } = await request
    return { status: statusCode, headers: answered, body: text }
  } catch (error) {
    throw failureOf(error)
  }
}

function failureOf(error: unknown): SendFailure {
  const { message } = error as Error
  if (error instanceof TimeoutError)
    return new SendFailure(error.event === 'response' ? 'no-answer' : 'unreachable', message)
  return new SendFailure(kindOfCode(error instanceof RequestError ? error.code : ''), message)
}
