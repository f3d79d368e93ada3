import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { connectionSchema, dialects, embeddedConnection, type Connection } from '../../src-shared/connection.ts'
import { problem } from '../../src-shared/problems.ts'
import { isPlacement } from '../../src-shared/time/placement.ts'
import { wayOfConnection } from '../engine/index.ts'
import { CommandStopped, exitCodes } from './exit-codes.ts'
import { openOutput, type Output } from './output.ts'

/** The options that every command has. */
export interface CommonOptions {
  readonly server?: string
  readonly data?: string
  readonly dialect: 'auto' | (typeof dialects)[number]
  readonly token?: string
  readonly user?: string
  readonly oauthUrl?: string
  readonly oauthClient?: string
  readonly oauthScope?: string
  readonly oauthAudience?: string
  readonly oauthSecretIn?: 'header' | 'body'
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly proxy?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--server <url>', 'the TAMS server (env FRAMEHAUL_SERVER); without it the embedded store')
    .option('--data <dir>', 'where queue, settings and embedded store are kept (env FRAMEHAUL_DATA)')
    .addOption(new Option('--dialect <kind>', 'the kind of server').choices(['auto', ...dialects]).default('auto'))
    .option('--token <token>', 'bearer token (better: env FRAMEHAUL_TOKEN)')
    .option('--user <name>', 'user for basic authentication (env FRAMEHAUL_USER, FRAMEHAUL_PASSWORD)')
    .option('--oauth-url <url>', 'token address for OAuth2 client credentials')
    .option('--oauth-client <id>', 'client id for OAuth2 (secret: env FRAMEHAUL_OAUTH_SECRET)')
    .option('--oauth-scope <scope>', 'scope to ask the token server for')
    .option('--oauth-audience <audience>', 'audience to ask the token server for')
    .addOption(
      new Option('--oauth-secret-in <place>', 'where the token server wants the secret').choices(['header', 'body']),
    )
    .option('--ca <file>', 'a certificate authority to trust beside those of this computer, PEM')
    .option('--cert <file>', 'our certificate, for servers that ask for one, PEM')
    .option('--key <file>', 'the key to it, where it is in another file, PEM')
    .option(
      '--proxy <url>',
      'the proxy to use, or "direct"; else env HTTPS_PROXY, HTTP_PROXY (never what NO_PROXY names)',
    )
    .option('--json', 'one JSON object a line on stdout')
    .option('--quiet', 'only results and problems')
    .option('--verbose', 'technical detail')
}

export const outputOf = (options: CommonOptions): Output =>
  openOutput({ json: options.json ?? false, quiet: options.quiet ?? false, verbose: options.verbose ?? false })

/** The connection that options and environment describe. */
export function connectionOf(options: CommonOptions): { connection: Connection; secret: string | null } {
  const { env } = process
  const url = options.server ?? env['FRAMEHAUL_SERVER'] ?? ''
  const { oauthUrl, oauthClient } = options
  if (!oauthUrl !== !oauthClient)
    throw wrongCall(oauthUrl ? '--oauth-url without --oauth-client' : '--oauth-client without --oauth-url')
  if (oauthUrl && !isWebAddress(oauthUrl)) throw wrongCall(`the token address ${oauthUrl}; ${ADDRESS_FORM}`)
  if (url === '') return { connection: embeddedConnection, secret: null }
  const token = options.token ?? env['FRAMEHAUL_TOKEN']
  const user = options.user ?? env['FRAMEHAUL_USER']
  const [auth, secret] =
    oauthUrl && oauthClient
      ? [
          {
            kind: 'oauth2' as const,
            tokenUrl: oauthUrl,
            clientId: oauthClient,
            ...(options.oauthScope ? { scope: options.oauthScope } : {}),
            ...(options.oauthAudience ? { audience: options.oauthAudience } : {}),
            ...(options.oauthSecretIn ? { secretIn: options.oauthSecretIn } : {}),
          },
          env['FRAMEHAUL_OAUTH_SECRET'] ?? '',
        ]
      : token
        ? [{ kind: 'bearer' as const }, token]
        : user
          ? [{ kind: 'basic' as const, user }, env['FRAMEHAUL_PASSWORD'] ?? '']
          : [{ kind: 'none' as const }, null]
  const parsed = connectionSchema.safeParse({
    url,
    dialect: options.dialect,
    auth,
    caFile: options.ca ?? null,
    ...(options.cert === undefined ? {} : { certFile: options.cert }),
    ...(options.key === undefined ? {} : { keyFile: options.key }),
    ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
  })
  if (!isWebAddress(url)) throw wrongCall(`the address ${url}; ${ADDRESS_FORM}`)
  if (!parsed.success) throw wrongCall(parsed.error.issues[0]?.path.join('.') ?? 'an option')
  // What cannot be gone is said before anything begins.
  const way = wayOfConnection(parsed.data, null)
  if (!way.ok) throw new CommandStopped(way.problem, exitCodes.wrongCall)
  return { connection: parsed.data, secret }
}

const ADDRESS_FORM = 'it begins with http:// or https:// and names a server'

const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url)

const wrongCall = (field: string): CommandStopped =>
  new CommandStopped(problem('bad-call', { field }), exitCodes.wrongCall)

/** Reads options that are more than text; commander says which one was wrong. */
export const readers = {
  wholeNumber:
    (least: number, most: number) =>
    (text: string): number => {
      const value = Number(text)
      if (!Number.isInteger(value) || value < least || value > most)
        throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`)
      return value
    },
  oneOf:
    <T extends string>(...words: readonly T[]) =>
    (text: string): T => {
      const found = words.find((it) => it === text)
      if (found === undefined) throw new InvalidArgumentError(`One of ${words.join(', ')}.`)
      return found
    },
  /** `500k`, `20M`, `1.5G`: bytes a second, in powers of 1000. */
  rate: (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)([kKmMgG]?)$/.exec(text)
    const value = match ? Number(match[1]) * ({ k: 1e3, m: 1e6, g: 1e9 }[(match[2] ?? '').toLowerCase()] ?? 1) : 0
    if (value < 1) throw new InvalidArgumentError('A rate such as 500k, 20M or 1G (bytes a second).')
    return Math.round(value)
  },
  resolution: (text: string): { width: number; height: number } => {
    const match = /^([1-9]\d{0,5})[x×]([1-9]\d{0,5})$/.exec(text)
    if (!match) throw new InvalidArgumentError('A resolution such as 1920x1080.')
    return { width: Number(match[1]), height: Number(match[2]) }
  },
  frameRate: (text: string): string => {
    const match = /^([1-9]\d*)(?:\/([1-9]\d*))?$/.exec(text)
    if (!match) throw new InvalidArgumentError('A frame rate such as 30000/1001 or 25.')
    return `${match[1]}/${match[2] ?? 1}`
  },
  mime: (text: string): string => {
    if (!/^[^\s/]+\/[^\s/]+$/.test(text)) throw new InvalidArgumentError('A MIME type such as video/h264.')
    return text
  },
  tag: (text: string, before: Record<string, string> = {}): Record<string, string> => {
    const at = text.indexOf('=')
    if (at < 1) throw new InvalidArgumentError('A tag is written KEY=VALUE.')
    return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
  },
  placement: (text: string): string => {
    if (!isPlacement(text))
      throw new InvalidArgumentError(
        'zero, timecode, recorded, or a time such as 2026-05-01T10:00:00Z, 10:00:00:00 or 1777629637:0.',
      )
    return text
  },
  segment: (text: string): 'off' | 'auto' | number => {
    if (text === 'off' || text === 'auto') return text
    const seconds = Number(text)
    if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) return seconds
    throw new InvalidArgumentError('off, auto, or whole seconds from 1 to 3600.')
  },
}
