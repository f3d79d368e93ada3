import { describe, expect, it } from 'vitest'
import { germanProblems } from '../../../src-renderer/words/de-problems.ts'
import { de } from '../../../src-renderer/words/de.ts'
import { en } from '../../../src-renderer/words/en.ts'
import { catalogue } from '../../../src-shared/problem-catalogue.ts'
import type { ProblemCode } from '../../../src-shared/problems.ts'

/** Every text of a catalogue with its place; functions by the text they give for plain values. */
function texts(of: unknown, at = ''): [string, string][] {
  if (typeof of === 'string') return [[at, of]]
  if (typeof of !== 'object' || of === null) return []
  return Object.entries(of).flatMap(([key, value]) => texts(value, `${at}.${key}`))
}

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1]).sort()

describe('the German catalogue', () => {
  const english = new Map(texts(en))
  const german = texts(de)

  it('says everything that the English one says', () => {
    expect(german.map(([at]) => at)).toEqual([...english.keys()])
  })

  it.each(german)('%s is neither empty nor shouting', (_, text) => {
    expect(text).toMatch(/^[^!]+$/)
  })

  it('keeps the ending of a sentence a sentence', () => {
    expect(
      german.filter(([at, text]) => english.get(at)?.endsWith('.') !== text.endsWith('.')).map(([at]) => at),
    ).toEqual([])
  })

  it.each(Object.keys(catalogue) as ProblemCode[])('has the values of %s that the English one has', (code) => {
    const { message, remedy } = germanProblems[code]
    expect(places(message + remedy)).toEqual(places(catalogue[code].message + catalogue[code].remedy))
    expect(message + remedy).not.toContain('!')
  })
})
