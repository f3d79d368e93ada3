import { z } from 'zod'
import { ok, type Outcome } from '../../src-shared/outcome.ts'
import { isGood, tamsHttp, type TamsHttp } from './tams-http.ts'

/** What a server says of itself in `openapi.json`, as far as an uploader asks. Source: OpenAPI 3.1. */
export interface ApiDescription {
  /** Where it was found; addresses in it are relative to that. */
  readonly url: string
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** The shapes of what is asked and answered, by their names. */
  readonly schemas: Readonly<Record<string, unknown>>
}

const described = z.object({
  servers: z.array(z.object({ url: z.string() })).catch([]),
  paths: z.record(z.string(), z.record(z.string(), z.unknown()).catch({})),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }).catch({ schemas: {} }),
})

/** So many roots are looked at. */
const MOST_ROOTS = 4

/**
 * Reads a server's description of itself: below the base of the API, else at the root of its host, where a server that
 * keeps its API below a path has it. Null where there is none; a problem only where nobody answered.
 */
export async function readDescription(http: TamsHttp): Promise<Outcome<ApiDescription | null>> {
  const base = http.server.url.replace(/\/+$/, '')
  for (const root of new Set([base, new URL(base).origin])) {
    const answer = await atRoot(http, root).send({ method: 'GET', path: '/openapi.json' })
    if (!answer.ok) return answer
    const found = isGood(answer.value) ? described.safeParse(answer.value.body) : null
    if (found?.success) {
      const { servers, paths, components } = found.data
      return ok({ url: `${root}/openapi.json`, servers, paths, schemas: components.schemas })
    }
  }
  return ok(null)
}

/** The same server, asked below another root. */
export const atRoot = (http: TamsHttp, url: string): TamsHttp =>
  url === http.server.url ? http : tamsHttp({ ...http.server, url }, http.signal)

/**
 * The roots at or below `base` where the description has a TAMS API, the newest version first. Only of the very host
 * that described itself: our credentials are for no other. None where it has several that are more than versions of
 * one: nobody but a person can say which is meant.
 */
export function apiRoots({ url, servers, paths }: ApiDescription, base: string): readonly string[] {
  const bases = servers.length > 0 ? servers.map((it) => it.url) : ['/']
  const prefixes = Object.keys(paths).flatMap((path) => /^(.*)\/flows\/\{[^/]+\}\/segments\/?$/.exec(path)?.[1] ?? [])
  const roots = bases
    .filter((it) => URL.canParse(it, url))
    .map((it) => new URL(it, url))
    .flatMap((it) => prefixes.map((prefix) => `${it.origin}${it.pathname.replace(/\/+$/, '')}${prefix}`))
    .filter((root) => `${root}/`.startsWith(`${base.replace(/\/+$/, '')}/`))
  const apis = new Set(roots.map((root) => root.replace(/\/(v?\d+(\.\d+)*|latest)$/i, '')))
  return apis.size === 1 ? [...new Set(roots)].sort((a, b) => newest.compare(b, a)).slice(0, MOST_ROOTS) : []
}

const newest = new Intl.Collator('en', { numeric: true })

/** Whether flows are posted there, as VAST's server wants them. */
export const offersPostFlows = ({ paths }: ApiDescription): boolean =>
  Object.entries(paths).some(([path, methods]) => /\/flows\/?$/.test(path) && 'post' in methods)
