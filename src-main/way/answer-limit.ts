/** Ends a request whose answer is longer than any that makes sense, so that no server can fill memory. */
export interface AnswerLimit {
  /** For the request, in place of the one that was given. */
  readonly signal: AbortSignal
  /** For `downloadProgress` of got. */
  readonly onProgress: (progress: { readonly transferred: number }) => void
  readonly isPassed: () => boolean
}

/** @param signal ends the request for its own reasons */
export function answerLimit(mostBytes: number, signal: AbortSignal): AnswerLimit {
  const tooLong = new AbortController()
  return {
    signal: AbortSignal.any([signal, tooLong.signal]),
    onProgress: ({ transferred }) => {
      if (transferred > mostBytes) tooLong.abort()
    },
    isPassed: () => tooLong.signal.aborted,
  }
}
