import { describe, expect, it } from 'vitest'
import { fileProblem } from '../../src-shared/file-problem.ts'

describe('a file that cannot be read', () => {
  it.each([
    ['ENOENT', 'file-missing'],
    ['EIO', 'file-missing'],
    ['ENODEV', 'file-missing'],
    ['ENXIO', 'file-missing'],
    ['ESTALE', 'file-missing'],
    ['EACCES', 'file-unreadable'],
  ])('is what %s says', (code, expected) => {
    expect(fileProblem(Object.assign(new Error(code), { code }))).toMatchObject({ code: expected, detail: code })
  })
})
