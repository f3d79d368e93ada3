import { describe, expect, it } from 'vitest'
import { saysError } from '../../src-shared/error-in-success.ts'

describe('what is called a success', () => {
  it.each([
    { error: 'boom' },
    { Error: { Code: 'AccessDenied' } },
    { errors: [{ message: 'no' }] },
    { success: false },
    { ok: false, message: 'no' },
    { statusCode: '409' },
    { code: 'AccessDenied', message: 'no' },
    { code: 500, message: 'no' },
    { Code: 'InternalError', Message: 'no' },
    { errorMessage: 'no', errorType: 'Fault' },
    { fault: { faultstring: 'no' } },
    { type: 'about:blank', title: 'no', status: 500 },
    { status: 'error', message: 'no' },
    { status: 'FAILED' },
  ])('is an error that says %j', (body) => {
    expect(saysError(body)).toBe(true)
  })

  it.each([
    null,
    'error',
    ['error'],
    {},
    { Key: 'key', error: null },
    { error: false, errors: [] },
    { error: {} },
    { success: true, message: 'stored' },
    { code: 0, message: 'ok' },
    { code: 200, message: 'OK' },
    { code: 'Success', message: 'stored' },
    { message: 'stored' },
    { code: null, message: 'stored' },
    { status: 'success', data: null },
    { status: 201 },
    { id: 'f', status: 'error' },
    { id: 'f', codec: 'video/h264', label: 'error' },
  ])('is one that says %j', (body) => {
    expect(saysError(body)).toBe(false)
  })
})
