import type { Readable } from 'node:stream'
import got, { RequestError } from 'got'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets } from '../../src-shared/problems.ts'
import { straightWay, type Way } from '../way/index.ts'
import { exactLink, exactRequest } from './exact-link.ts'

/** An object on its way to whoever looks at it. */
export interface ReadObject {
  /** 200, or 206 for a part of it; a store's refusal as it is. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable
}

const PASSED_ON = ['content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified'] as const

/** Reads an object, or the `Range` of it that a player asks for, from its download link; nothing is kept. */
export function readObject(
  url: string,
  range: string | null,
  signal: AbortSignal,
  way: Way = straightWay,
): Promise<Outcome<ReadObject>> {
  const link = exactLink(url)
  if (!link.ok) return Promise.resolve(link)
  return new Promise((resolve) => {
    const stream = got.stream(url, {
      ...exactRequest(url, link.value, way),
      retry: { limit: 0 },
      decompress: false,
      throwHttpErrors: false,
      signal,
      timeout: { connect: 15_000, secureConnect: 15_000, response: 60_000 },
      ...(range === null ? {} : { headers: { range } }),
    })
    stream.once(
      'response',
      ({ statusCode, headers }: { statusCode: number; headers: Record<string, string | undefined> }) => {
        const passed = PASSED_ON.flatMap((name) =>
          headers[name] === undefined ? [] : [[name, headers[name]] as const],
        )
        resolve(ok({ status: statusCode, headers: Object.fromEntries(passed), body: stream }))
      },
    )
    stream.on('error', (error: unknown) => {
      resolve(
        failed(
          problem(
            'store-unreachable',
            { host: new URL(url).host },
            withoutSecrets(`while reading an object: ${error instanceof RequestError ? error.code : ''}`),
          ),
        ),
      )
    })
  })
}
