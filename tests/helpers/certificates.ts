import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempFolder } from './temp-folder.ts'

/** Whether certificates can be made here. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    console.log('skipped: certificates are made with openssl, which is not here')
    return false
  }
}

export interface Authority {
  readonly caFile: string
  /** A certificate of this authority for 127.0.0.1. */
  readonly issue: (name: string) => {
    readonly certFile: string
    readonly keyFile: string
    readonly tls: { readonly cert: Buffer; readonly key: Buffer }
  }
}

/** A certificate authority that nobody trusts; it ends with its test. */
export async function makeAuthority(): Promise<Authority> {
  const folder = await tempFolder()
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=an authority', '-days', '2')
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1')
  return {
    caFile: at('ca.pem'),
    issue: (name) => {
      const file = (kind: string) => `${name}.${kind}`
      openssl('req', ...key, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${name}`)
      const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
      openssl('x509', '-req', '-in', file('csr'), '-out', file('pem'), ...signing)
      const [certFile, keyFile] = [at(file('pem')), at(file('key'))]
      return { certFile, keyFile, tls: { cert: readFileSync(certFile), key: readFileSync(keyFile) } }
    },
  }
}
