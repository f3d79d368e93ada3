import { describe, expect, it } from 'vitest'
import { createBreaker } from '../../../src-main/engine/servers/breaker.ts'
import { readNetworkManager, readWindowsCost } from '../../../src-main/engine/servers/system-network.ts'
import { createNetworkWatch } from '../../../src-main/engine/servers/network-watch.ts'
import { handClock } from '../../helpers/hand-clock.ts'

describe('what the operating system says of cost', () => {
  it('is read from NetworkManager, for devices that are connected', () => {
    expect(readNetworkManager('yes (guessed)\n100 (connected)\n\nunknown\n10 (unmanaged)\n')).toBe(true)
    expect(readNetworkManager('no (guessed)\n100 (connected)\n\nyes\n30 (disconnected)\n')).toBe(false)
    expect(readNetworkManager('')).toBeNull()
  })

  it('is read from Windows', () => {
    expect([readWindowsCost('Fixed\r\n'), readWindowsCost('Unrestricted'), readWindowsCost('Unknown')]).toEqual([
      true,
      false,
      null,
    ])
  })
})

describe('the watch on the network', () => {
  function watched(isNeeded = true) {
    const clock = handClock()
    const state = { isOnline: true, isMetered: false as boolean | null }
    const breaker = createBreaker({
      clock,
      random: () => 0,
      isListening: () => Promise.resolve(true),
      checkServer: () => Promise.resolve(null),
      onHoldChange: () => undefined,
    })
    const watch = createNetworkWatch(
      clock,
      { isOnline: () => state.isOnline, isMetered: () => Promise.resolve(state.isMetered) },
      breaker,
      () => isNeeded,
    )
    return { clock, state, breaker, watch, code: () => breaker.hold()?.problem.code ?? null }
  }

  it('holds the queue while there is no network and lets it go when it is back', async () => {
    const { clock, state, code } = watched()
    state.isOnline = false
    await clock.pass(6_000)
    expect(code()).toBe('network-lost')
    state.isOnline = true
    await clock.pass(20_000)
    expect(code()).toBeNull()
  })

  it('holds the queue on a metered network until that is allowed', async () => {
    const { clock, state, code, watch } = watched()
    state.isMetered = true
    await clock.pass(60_000)
    expect(code()).toBe('network-metered')
    watch.setUseMetered(true)
    await clock.pass(40_000)
    expect(code()).toBeNull()
  })

  it('leaves a server on this computer alone', async () => {
    const { clock, state, code } = watched(false)
    state.isOnline = false
    await clock.pass(60_000)
    expect(code()).toBeNull()
  })
})
