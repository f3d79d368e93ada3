import { describe, expect, it } from 'vitest'
import { compareEtag } from '../../../src-main/transfer/etag.ts'

const md5 = '900150983cd24fb0d6963f7d28e17f72'
const other = '0'.repeat(32)

describe('an ETag', () => {
  it.each([
    [md5, {}, 'matches'],
    [md5.toUpperCase(), {}, 'matches'],
    [other, {}, 'differs'],
    [`${md5}-3`, {}, 'says-nothing'],
    [null, {}, 'says-nothing'],
    ['abc', {}, 'says-nothing'],
    [other, { 'x-amz-server-side-encryption': 'AES256' }, 'differs'],
    [other, { 'x-amz-server-side-encryption': 'aws:kms' }, 'says-nothing'],
    [other, { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }, 'says-nothing'],
    [md5, { 'x-amz-server-side-encryption': 'aws:kms' }, 'matches'],
  ] as const)('%s with %j %s', (etag, headers, verdict) => {
    expect(compareEtag(etag, md5, headers)).toBe(verdict)
  })
})
