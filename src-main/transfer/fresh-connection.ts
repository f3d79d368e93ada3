import http from 'node:http'
import https from 'node:https'
import { RequestError } from 'got'

/** Connections that nobody used before, for got. */
export const freshConnections = {
  http: new http.Agent({ keepAlive: false }),
  https: new https.Agent({ keepAlive: false }),
} as const

/**
 * Whether a request met a connection that the other side had closed meanwhile. Servers close idle ones when they like,
 * and the close may cross a request on its way: this says nothing about the server, nor about the request.
 */
export const wasClosedMeanwhile = (error: unknown): boolean =>
  error instanceof RequestError &&
  /^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(error.code) &&
  error.response === undefined &&
  error.request?.reusedSocket === true
