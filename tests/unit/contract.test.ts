import { describe, expect, it, vi } from 'vitest'
import { calls, events, isCallName, isEventName, type Handlers } from '../../src-shared/contract.ts'
import { ok } from '../../src-shared/outcome.ts'
import { serveCall } from '../../src-shared/serve-calls.ts'

const paused = vi.fn(() => Promise.resolve(ok({})))
// Only the calls that a test makes have a handler; the types see to it that a door supplies all.
const handlers = {
  'queue:pause': paused,
  'queue:resume': () => Promise.reject(new Error('at https://s3/x?X-Amz-Signature=1')),
} as unknown as Handlers

describe('the contract', () => {
  it.each(Object.keys(calls))('%s is named domain:verb', (name) => {
    expect(name).toMatch(/^[a-z]+:[a-z]+$/)
  })

  it('knows its own names and no others', () => {
    expect(isCallName('queue:add')).toBe(true)
    expect(isCallName('toString')).toBe(false)
    expect(isCallName('__proto__')).toBe(false)
    expect(isEventName('queue:changed')).toBe(true)
    expect(isEventName('constructor')).toBe(false)
    expect(Object.keys(events).every(isEventName)).toBe(true)
  })

  it('parses what is asked before a handler sees it', async () => {
    expect(await serveCall(handlers, 'queue:pause', { ids: [7] })).toMatchObject({
      ok: false,
      problem: { code: 'bad-call' },
    })
    expect(paused).not.toHaveBeenCalled()
    expect(await serveCall(handlers, 'queue:pause', { ids: ['a'] })).toEqual(ok({}))
  })

  it('settles with a problem where a handler breaks, and tells no secret', async () => {
    const outcome = await serveCall(handlers, 'queue:resume', { ids: [] })
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'internal' } })
    expect(JSON.stringify(outcome)).not.toContain('Signature=1')
  })

  it.each(['nonsense', 42, null, 'hasOwnProperty'])('refuses the call %j', async (name) => {
    expect(await serveCall(handlers, name, {})).toMatchObject({ ok: false, problem: { code: 'bad-call' } })
  })
})
