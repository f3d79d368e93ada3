import type { z } from 'zod'

/** A refusal that says why. Source: TAMS 8.2, schema `error`. */
export class ApiError extends Error {
  readonly status: number
  constructor(status: number, summary: string) {
    super(summary)
    this.status = status
  }
}

export const notFound = (what: string): ApiError => new ApiError(404, `${what} does not exist.`)

/** Parses a body, or refuses it naming the field. */
export function accept<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ApiError(400, `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'does not fit'}`)
}

export const errorBody = (status: number, summary: string): object => ({
  type:
    status === 404
      ? 'NotFound'
      : status === 401
        ? 'Unauthorized'
        : status === 403
          ? 'Forbidden'
          : status === 405
            ? 'MethodNotAllowed'
            : status < 500
              ? 'BadRequest'
              : 'ServerError',
  summary,
  time: new Date().toISOString(),
})
