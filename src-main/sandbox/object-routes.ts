import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NoRoom, type ObjectFiles } from './object-files.ts'
import { verifyPresigned, type Bucket } from './presign.ts'

export interface ObjectStoreOptions {
  readonly bucket: Omit<Bucket, 'endpoint'>
  readonly files: ObjectFiles
  readonly maxPutBytes: number
  readonly now: () => Date
}

const HOST = /^[\w.[\]:-]+$/

/** The object store: presigned PUT, GET and HEAD of one bucket, with S3's answers and S3's refusals. */
export function objectRoutes(app: FastifyInstance, options: ObjectStoreOptions): void {
  void app.register((store, _, done) => {
    // Bodies are streams here, whatever they call themselves.
    store.removeAllContentTypeParsers()
    store.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    const url = `/${options.bucket.name}/*`
    store.put(url, (request, reply) => put(options, request, reply))
    store.get(url, { exposeHeadRoute: false }, (request, reply) => get(options, request, reply))
    store.head(url, (request, reply) => get(options, request, reply))
    done()
  })
}

const keyOf = (request: FastifyRequest): string => (request.params as { '*': string })['*']

async function put(options: ObjectStoreOptions, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const refusal = await checkSignature(options, request)
  if (refusal) return refuse(reply, request, ...refusal)
  const length = Number(request.headers['content-length'])
  if (request.headers['content-length'] === undefined)
    return refuse(reply, request, 411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.')
  if (length > options.maxPutBytes)
    return refuse(reply, request, 400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
  const stored = await options.files
    .put(keyOf(request), request.raw, length, request.headers['content-type'] ?? null)
    .catch(noRoom)
  if (stored === 'no-room') return refuse(reply, request, 507, 'InsufficientStorage', 'The disk of this store is full.')
  if (!stored)
    return refuse(
      reply,
      request,
      400,
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    )
  return reply.header('etag', `"${stored.etag}"`).status(200).send()
}

function noRoom(error: unknown): 'no-room' {
  if (error instanceof NoRoom) return 'no-room'
  throw error
}

async function get(options: ObjectStoreOptions, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const refusal = await checkSignature(options, request)
  if (refusal) return refuse(reply, request, ...refusal)
  const file = await options.files.find(keyOf(request))
  if (!file) return refuse(reply, request, 404, 'NoSuchKey', 'The specified key does not exist.')
  const range = byteRange(request.headers.range, file.size)
  if (range === 'unsatisfiable')
    return refuse(
      reply.header('content-range', `bytes */${file.size}`),
      request,
      416,
      'InvalidRange',
      'The requested range is not satisfiable',
    )
  void reply
    .status(range ? 206 : 200)
    .header('etag', `"${file.etag}"`)
    .header('accept-ranges', 'bytes')
    .header('last-modified', file.modified.toUTCString())
    .header('content-length', range ? range.end - range.start + 1 : file.size)
    .header('content-type', file.contentType ?? 'binary/octet-stream')
    // What is stored is somebody's media; a browser must never run it as a page of this origin.
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "sandbox; default-src 'none'; media-src 'self'; img-src 'self'")
  if (range) void reply.header('content-range', `bytes ${range.start}-${range.end}/${file.size}`)
  return request.method === 'HEAD' ? reply.send() : reply.send(options.files.read(file, range))
}

type Refusal = readonly [status: number, code: string, message: string]

async function checkSignature(options: ObjectStoreOptions, request: FastifyRequest): Promise<Refusal | null> {
  const { host } = request.headers
  if (!host || !HOST.test(host)) return [400, 'InvalidRequest', 'The Host header is missing or malformed']
  const verdict = await verifyPresigned(
    { ...options.bucket, endpoint: `http://${host}` },
    { method: request.method, host, url: request.raw.url ?? '/', headers: request.headers },
    options.now(),
  )
  return verdict.ok ? null : [verdict.status, verdict.code, verdict.message]
}

function refuse(
  reply: FastifyReply,
  request: FastifyRequest,
  status: number,
  code: string,
  message: string,
): FastifyReply {
  if (request.method === 'PUT') return refuseEarly(reply, request, status, errorXml(code, message))
  return reply
    .status(status)
    .type('application/xml')
    .send(request.method === 'HEAD' ? undefined : errorXml(code, message))
}

/** A sender that does not stop by itself is cut off after so long. */
const LINGER_MS = 30_000

/**
 * Answers while the body may still be coming. A line that is closed on bytes that nobody read is reset, and a client in
 * the midst of sending sees that and not the answer: so the answer goes at once, what still comes goes nowhere, and the
 * line is closed when nothing more comes.
 */
function refuseEarly(
  reply: FastifyReply,
  { raw: request }: FastifyRequest,
  status: number,
  body: string,
): FastifyReply {
  reply.hijack()
  const { raw: response } = reply
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  })
  response.write(body)
  const lingering = setTimeout(() => request.destroy(), LINGER_MS)
  request.on('error', () => undefined)
  request.once('close', () => clearTimeout(lingering))
  if (request.readableEnded) response.end()
  else request.once('end', () => response.end()).resume()
  return reply
}

const errorXml = (code: string, message: string): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Error><Code>${code}</Code><Message>${message.replace(/[<&]/g, ' ')}</Message></Error>`,
  ].join('\n')

/** One range of `bytes=…`; null for none or for a form we may ignore. Source: RFC 9110, section 14. */
function byteRange(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  return start > end || start >= size ? 'unsatisfiable' : { start, end }
}
