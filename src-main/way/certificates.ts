import { readFileSync } from 'node:fs'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'

/** Paths of PEM files. */
export interface CertificateFiles {
  /** Authorities that are trusted beside those of this computer. */
  readonly caFile?: string | null | undefined
  /** Who we are to a server that asks for a certificate. */
  readonly certFile?: string | null | undefined
  /** The key to it; null where it lies in the same file. */
  readonly keyFile?: string | null | undefined
}

/** Reads what TLS needs, once; answers `certificate-file` where a file is missing or holds something else. */
export function readCertificates({ caFile, certFile, keyFile }: CertificateFiles): Outcome<() => SecureContext> {
  if (!caFile && !certFile && !keyFile) return ok(trustingThisComputer)
  let path = caFile || certFile || ''
  try {
    const ca = caFile ? [readPem((path = caFile), 'CERTIFICATE')] : []
    if (keyFile && !certFile)
      return failed(problem('certificate-file', { path: keyFile }, 'a key without its certificate'))
    const cert = certFile ? readPem((path = certFile), 'CERTIFICATE') : null
    const key = certFile ? readPem((path = keyFile || certFile), 'PRIVATE KEY') : null
    for (const it of ca) createSecureContext({ ca: it })
    const own = cert !== null && key !== null ? { cert, key } : {}
    createSecureContext(own)
    return ok(once(() => createSecureContext({ ca: [...trustedHere(), ...ca], ...own })))
  } catch (error) {
    return failed(problem('certificate-file', { path }, (error as Error).message))
  }
}

function readPem(path: string, what: 'CERTIFICATE' | 'PRIVATE KEY'): string {
  const text = readFileSync(path, 'utf8')
  if (!new RegExp(`-----BEGIN [\\w ]*${what}-----`).test(text))
    throw new Error(`there is no ${what.toLowerCase()} in it; it has to be PEM`)
  return text
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}

/**
 * What Node trusts, `NODE_EXTRA_CA_CERTS` included, and this computer's own store. Read when it is first needed: asking
 * the operating system takes a moment.
 */
const trustedHere = once((): readonly string[] => {
  const all = new Set(getCACertificates('default'))
  for (const it of getCACertificates('system')) all.add(it)
  return [...all]
})

/** The context of connections without certificates of their own; one for all, because it holds hundreds of them. */
export const trustingThisComputer = once((): SecureContext => createSecureContext({ ca: [...trustedHere()] }))
