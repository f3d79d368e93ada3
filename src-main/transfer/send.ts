import type { Problem } from '../../src-shared/problems.ts'
import { isUnreachable, type Way } from '../way/index.ts'
import type { ExactLink } from './exact-link.ts'

/** One request with a streamed body, the same for every HTTP client. */
export interface SendRequest {
  readonly url: string
  readonly link: ExactLink
  /** On a connection that nobody used before. */
  readonly isFresh: boolean
  /** Exactly these, and what HTTP itself needs. */
  readonly headers: Readonly<Record<string, string>>
  /** The next block is asked for when the socket has taken the one before; its memory may then hold something else. */
  readonly body: AsyncGenerator<Uint8Array, void, void>
  readonly signal: AbortSignal
  /** Bytes of the body that the socket has taken. */
  readonly onSent: (bytes: number) => void
  readonly connectMs: number
  /** From the last byte sent to the answer. */
  readonly answerMs: number
  readonly way: Way
}

export interface StoreAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Rejects with a {@link SendFailure} where there was no answer. */
export type Send = (request: SendRequest) => Promise<StoreAnswer>

/** Why there was no answer. `protocol`: something came, and it was not HTTP. */
export type FailureKind = 'unreachable' | 'protocol' | 'no-answer' | 'broken'

export class SendFailure extends Error {
  readonly kind: FailureKind
  /** The connection had been used before, and the other side had closed it meanwhile. */
  readonly wasClosedMeanwhile: boolean
  /** What is wrong with the way to the store; null where it is something else. */
  readonly ofTheWay: Problem | null
  constructor(
    kind: FailureKind,
    detail: string,
    { wasClosedMeanwhile = false, ofTheWay = null }: Partial<Pick<SendFailure, 'wasClosedMeanwhile' | 'ofTheWay'>> = {},
  ) {
    super(detail)
    this.kind = kind
    this.wasClosedMeanwhile = wasClosedMeanwhile
    this.ofTheWay = ofTheWay
  }
}

/** Sorts the error codes of Node's sockets and HTTP parser. */
export function kindOfCode(code: string): FailureKind {
  if (isUnreachable(code) || code === 'ERR_PROXY_TUNNEL') return 'unreachable'
  if (/^(HPE_|ERR_HTTP|ERR_INVALID_HTTP|ERR_SSL_|EPROTO)/.test(code)) return 'protocol'
  return 'broken'
}

/** No store has more to say than this about one PUT. */
export const ANSWER_LIMIT_BYTES = 1024 * 1024
