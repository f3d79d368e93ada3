import { z } from 'zod'
import { catalogue, type ProblemEntry, type RetryRule } from './problem-catalogue.ts'

export type ProblemCode = keyof typeof catalogue

export const problemCodes = Object.keys(catalogue) as [ProblemCode, ...ProblemCode[]]

/** A thing that went wrong, as a person reads it; plain data, so that it crosses every border unchanged. */
export const problemSchema = z.object({
  code: z.enum(problemCodes),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
  /** What filled the places of the sentences, so that they can be said in another language. */
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** For engineers, folded away in the UI. Never holds a secret or a presigned URL. */
  detail: z.string().optional(),
  /** Seconds the server asked us to wait (`Retry-After`), where it did. */
  retryAfterSeconds: z.number().optional(),
})

export type Problem = z.infer<typeof problemSchema>

/**
 * Makes a problem from the catalogue.
 *
 * @param values what fills the `{…}` places of the sentences
 * @param detail the technical part; pass URLs through `withoutSecrets` first
 */
export function problem(code: ProblemCode, values: Record<string, string | number> = {}, detail?: string): Problem {
  const { message, remedy, retry } = entryOf(code)
  return {
    code,
    message: fillPlaces(message, values),
    remedy: fillPlaces(remedy, values),
    retryable: retry !== 'never',
    ...(Object.keys(values).length === 0 ? {} : { values }),
    ...(detail === undefined ? {} : { detail }),
  }
}

/** Fills `{name}`; a place that nothing fills keeps its name. */
export const fillPlaces = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? key))

/** What the catalogue knows of a kind of trouble. */
const entryOf = (code: ProblemCode): ProblemEntry => catalogue[code]

/** How the engine tries again without being asked; null where it does not. */
export function retryRuleOf({ code }: Pick<Problem, 'code'>): RetryRule | null {
  const { retry } = entryOf(code)
  return typeof retry === 'string' ? null : retry
}

/** In one word: `soon` (the engine tries again by itself), `person` (after the remedy) or `never`. */
export function retryWord(code: ProblemCode): 'soon' | 'person' | 'never' {
  const { retry } = entryOf(code)
  return typeof retry === 'string' ? retry : 'soon'
}

/** Whether the engine should try again without being asked. */
export const retriesItself = (it: Problem): boolean => retryRuleOf(it) !== null

/** Whether it gets no better before somebody did something. */
export const needsPerson = (it: Problem): boolean => !retriesItself(it)

/** Whether the fault lies with the connection, so that every item of it would meet the same one. */
export const isConnectionWide = (it: Problem): boolean => entryOf(it.code).scope === 'connection'

/** Whether one item's trouble may be trouble of the server or of the line to it. */
export const mayBeEverybodys = (it: Problem): boolean => entryOf(it.code).mayBeEverybodys ?? false

/** Whether reading the file again may settle it. */
export const isOfTheFile = (it: Problem): boolean => entryOf(it.code).isOfTheFile ?? false

/** Whether what was made for the upload is out of reach, so that a retry begins it anew. */
export const needsAnotherBeginning = (it: Problem): boolean => entryOf(it.code).needsAnotherBeginning ?? false

/** Cuts query strings and user names out of every URL in a text: presigned URLs and tokens live there. */
export function withoutSecrets(text: string): string {
  return text
    .replace(
      /\b(https?:\/\/)([^\s/@]+@)?([^\s?#"'<>]*)(\?[^\s"'<>]*)?/gi,
      (_, scheme: string, user: string | undefined, rest: string, query: string | undefined) =>
        `${scheme}${user ? '…@' : ''}${rest}${query ? '?…' : ''}`,
    )
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 …')
    .replace(/\b(X-Amz-(?:Signature|Credential|Security-Token)|access_token)=[^&\s"'<>]+/gi, '$1=…')
}
