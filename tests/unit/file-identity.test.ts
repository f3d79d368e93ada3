import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareContent, compareFile, type FileContent, type FileIdentity } from '../../src-shared/file-identity.ts'

const look = { size: 10, modifiedMs: 1_700_000_000_000.123 }
const touched = { ...look, modifiedMs: look.modifiedMs + 1 }
const content = (fingerprint: string | null, md5: string | null): FileContent => ({ fingerprint, md5 })

describe('whether it is the same file', () => {
  it.each([
    ['looks as it did', { look, content: null }, { look, content: null }, 'same'],
    ['is longer', { look, content: null }, { look: { ...look, size: 11 }, content: null }, 'changed'],
    ['was touched, and nobody looked inside', { look, content: null }, { look: touched, content: null }, 'unknown'],
    [
      'was touched, and has the same samples',
      { look, content: content('s', null) },
      { look: touched, content: content('s', null) },
      'unknown',
    ],
    [
      'was touched, and has other samples',
      { look, content: content('s', null) },
      { look: touched, content: content('t', null) },
      'changed',
    ],
    [
      'was touched, and has the same bytes',
      { look, content: content('s', 'm') },
      { look: touched, content: content('s', 'm') },
      'same-content',
    ],
    [
      'was edited between the samples',
      { look, content: content('s', 'm') },
      { look: touched, content: content('s', 'n') },
      'changed',
    ],
  ] satisfies [string, FileIdentity, FileIdentity, string][])('that %s', (_, before, now, verdict) => {
    expect(compareFile(before, now)).toBe(verdict)
  })

  it('is a time that was rounded on the way through a file system', () => {
    const rounded = { ...look, modifiedMs: look.modifiedMs + 0.004 }
    expect(compareFile({ look, content: null }, { look: rounded, content: null })).toBe('same')
  })

  it('is only called the same content where all bytes of both were digested, in either order', () => {
    const some = fc.record({
      fingerprint: fc.option(fc.constantFrom('s', 't')),
      md5: fc.option(fc.constantFrom('m', 'n')),
    })
    fc.assert(
      fc.property(some, some, (a, b) => {
        const verdict = compareContent(a, b)
        expect(compareContent(b, a)).toBe(verdict)
        if (verdict === 'same-content') expect(a.md5 !== null && a.md5 === b.md5).toBe(true)
        if (a.md5 === null || b.md5 === null) expect(verdict).not.toBe('same-content')
      }),
    )
  })
})
