import type { Dialect } from '../../src-shared/connection.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, retriesItself } from '../../src-shared/problems.ts'
import { apiRoots, atRoot, offersPostFlows, readDescription } from './api-description.ts'
import { answerProblem, isGood, type TamsAnswer, type TamsHttp } from './tams-http.ts'
import { serviceShape } from './wire-shapes.ts'

/** What a server says about itself. */
export interface ServerFound {
  readonly dialect: Dialect
  readonly apiVersion: string | null
  readonly name: string | null
  /** The base of its API: the address that was given, or what the host's own description names below it. */
  readonly root: string
}

/**
 * Finds out what kind of server answers, by GET alone: a wrong guess must never leave half-made things behind.
 *
 * Source: docs/servers.md. `/service` with `min_object_timeout` is the specification's 8.x; with an `api_version` it is
 * bbc unless the server's own description offers `POST /flows`; no `/service`, here or below the root that the
 * description names, but a `/health` is the guide's.
 */
export async function detectDialect(http: TamsHttp): Promise<Outcome<ServerFound>> {
  const service = await askService(http)
  if (!service.ok) return service
  const { answer, at } = service.value
  const { status } = answer
  if (isGood(answer)) {
    const about = aboutOf(answer, at)
    if (about.minObjectTimeout) return ok({ dialect: 'bbc', ...about.said })
    if (about.said.apiVersion) return ok({ dialect: (await isVast(at)) ? 'vast' : 'bbc', ...about.said })
    if (isWebPage(answer)) return failed(problem('portal-answered', { host: http.host }, `HTTP ${status}`))
    return failed(problem('server-not-tams', { host: http.host }, '/service answered without an api_version'))
  }
  if (status !== 404) return failed(notTamsUnlessTold(answer, '/service', http.host))
  const health = await http.send({ method: 'GET', path: '/health' })
  if (!health.ok) return health
  if (isGood(health.value)) return ok({ dialect: 'guide', apiVersion: null, name: null, root: http.server.url })
  return failed(notTamsUnlessTold(health.value, '/health', http.host))
}

/** What a server of a given dialect says of itself, for people who chose the dialect by hand. */
export async function checkDialect(http: TamsHttp, dialect: Dialect): Promise<Outcome<ServerFound>> {
  const asked = dialect === 'guide' ? await ask(http, '/health') : await askService(http)
  if (!asked.ok) return asked
  const { answer, at, path } = asked.value
  if (!isGood(answer)) return failed(notTamsUnlessTold(answer, path, http.host))
  return ok({ dialect, ...aboutOf(answer, at).said })
}

interface Asked {
  readonly answer: TamsAnswer
  /** Whom it was asked of. */
  readonly at: TamsHttp
  readonly path: string
}

async function ask(at: TamsHttp, path: string): Promise<Outcome<Asked>> {
  const answer = await at.send({ method: 'GET', path })
  return answer.ok ? ok({ answer: answer.value, at, path }) : answer
}

/**
 * `/service` below the address that was given; where there is nothing, below the roots that the host describes: VAST's
 * 8.0 keeps its API below `/api/tams/v8.0` and its `openapi.json` at the root.
 */
async function askService(http: TamsHttp): Promise<Outcome<Asked>> {
  const here = await ask(http, '/service')
  if (!here.ok || here.value.answer.status !== 404) return here
  const description = await readDescription(http)
  if (!description.ok) return description
  for (const root of description.value ? apiRoots(description.value, http.server.url) : []) {
    const there = await ask(atRoot(http, root), '/service')
    if (!there.ok || there.value.answer.status !== 404) return there
  }
  return here
}

function aboutOf(answer: TamsAnswer, at: TamsHttp) {
  const said = serviceShape.safeParse(answer.body)
  const found = said.success ? said.data : {}
  return {
    minObjectTimeout: found.min_object_timeout ?? null,
    said: { apiVersion: found.api_version ?? null, name: found.name ?? null, root: at.server.url },
  }
}

async function isVast(http: TamsHttp): Promise<boolean> {
  const description = await readDescription(http)
  return description.ok && description.value !== null && offersPostFlows(description.value)
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
