import type { Dialect } from '../../src-shared/connection.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, retriesItself } from '../../src-shared/problems.ts'
import { answerProblem, isGood, type TamsAnswer, type TamsHttp } from './tams-http.ts'
import { serviceShape } from './wire-shapes.ts'

/** What a server says about itself. */
export interface ServerFound {
  readonly dialect: Dialect
  readonly apiVersion: string | null
  readonly name: string | null
}

/**
 * Finds out what kind of server answers, by GET alone: a wrong guess must never leave half-made things behind.
 *
 * Source: docs/servers.md. `/service` with `min_object_timeout` is the specification's 8.x; with an `api_version` it is
 * bbc unless the server's own description offers `POST /flows`; no `/service` but a `/health` is the guide's.
 */
export async function detectDialect(http: TamsHttp): Promise<Outcome<ServerFound>> {
  const service = await http.send({ method: 'GET', path: '/service' })
  if (!service.ok) return service
  const { status } = service.value
  if (isGood(service.value)) {
    const said = serviceShape.safeParse(service.value.body)
    const found = said.success ? said.data : {}
    const about = { apiVersion: found.api_version ?? null, name: found.name ?? null }
    if (found.min_object_timeout) return ok({ dialect: 'bbc', ...about })
    if (found.api_version) return ok({ dialect: (await offersPostFlows(http)) ? 'vast' : 'bbc', ...about })
    if (isWebPage(service.value)) return failed(problem('portal-answered', { host: http.host }, `HTTP ${status}`))
    return failed(problem('server-not-tams', { host: http.host }, '/service answered without an api_version'))
  }
  if (status !== 404) return failed(notTamsUnlessTold(service.value, '/service', http.host))
  const health = await http.send({ method: 'GET', path: '/health' })
  if (!health.ok) return health
  if (isGood(health.value)) return ok({ dialect: 'guide', apiVersion: null, name: null })
  return failed(notTamsUnlessTold(health.value, '/health', http.host))
}

/** What a server of a given dialect says of itself, for people who chose the dialect by hand. */
export async function checkDialect(http: TamsHttp, dialect: Dialect): Promise<Outcome<ServerFound>> {
  const path = dialect === 'guide' ? '/health' : '/service'
  const answer = await http.send({ method: 'GET', path })
  if (!answer.ok) return answer
  if (!isGood(answer.value)) return failed(notTamsUnlessTold(answer.value, path, http.host))
  const said = serviceShape.safeParse(answer.value.body)
  return ok({
    dialect,
    apiVersion: said.success ? (said.data.api_version ?? null) : null,
    name: said.success ? (said.data.name ?? null) : null,
  })
}

/** A login page or a portal answers anything, in HTML; a TAMS server answers in JSON. */
const isWebPage = ({ isGarbled, body }: TamsAnswer): boolean => isGarbled && /^\s*</.test(String(body))

function notTamsUnlessTold(answer: TamsAnswer, path: string, host: string) {
  const told = answerProblem(answer, { method: 'GET', path })
  // Source: RFC 6585, section 6: the network wants a login.
  if (answer.status === 511) return problem('portal-answered', { host }, told.detail)
  if (answer.status === 403) return { ...problem('not-authorised', {}, told.detail) }
  return told.code === 'client-certificate' ||
    answer.status === 401 ||
    answer.status === 407 ||
    (answer.status !== 404 && retriesItself(told))
    ? told
    : problem('server-not-tams', { host }, told.detail)
}

async function offersPostFlows(http: TamsHttp): Promise<boolean> {
  const described = await http.send({ method: 'GET', path: '/openapi.json' })
  if (!described.ok || !isGood(described.value)) return false
  const { paths } = (described.value.body ?? {}) as { paths?: Record<string, Record<string, unknown>> }
  return Object.entries(paths ?? {}).some(
    ([path, methods]) => /\/flows\/?$/.test(path) && typeof methods === 'object' && 'post' in methods,
  )
}
