import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src-shared/problem-catalogue.ts'
import { problem, retryWord, withoutSecrets, type ProblemCode } from '../../src-shared/problems.ts'

const codes = Object.keys(catalogue) as ProblemCode[]
const page = readFileSync(resolve(import.meta.dirname, '../../docs/problems.md'), 'utf8')

describe('problems', () => {
  it.each(codes)('%s is one plain sentence with a remedy', (code) => {
    const { message, remedy } = problem(code, {
      host: 'h',
      status: 500,
      field: 'f',
      seconds: 5,
      limit: '5 GiB',
      code: 'c',
      port: 1,
      path: 'p',
      server: 's',
    })
    expect(message).toMatch(/^[A-Z].*[.]$/)
    expect(remedy).toMatch(/^[A-Z].*[.]$/)
    expect(message + remedy).not.toMatch(/[!{}]/)
  })

  it.each(codes)('%s stands in docs/problems.md as it is spoken', (code) => {
    const row = page.split('\n').find((it) => it.startsWith(`| \`${code}\` |`))
    expect(row).toBe(`| \`${code}\` | ${catalogue[code].message} | ${catalogue[code].remedy} | ${retryWord(code)} |`)
  })

  it('are not described in docs/problems.md where they no longer exist', () => {
    const described = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map((it) => it[1])
    expect(described).toEqual(codes)
  })
})

describe('what is logged', () => {
  it.each([
    [
      'PUT https://s3.example/b/k?X-Amz-Signature=abc&X-Amz-Credential=d failed',
      'PUT https://s3.example/b/k?\u2026 failed',
    ],
    ['http://user:secret@host/path', 'http://…@host/path'],
    ['sent Bearer abc.def-123', 'sent Bearer …'],
    ['access_token=hunter2', 'access_token=…'],
    ['nothing to hide at /flows/1', 'nothing to hide at /flows/1'],
  ])('has no secret left in %s', (text, clean) => {
    expect(withoutSecrets(text)).toBe(clean)
  })
})
