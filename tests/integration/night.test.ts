import { describe, expect, it } from 'vitest'
import { playNight } from '../chaos/night.ts'

/** A few files through the night that `npm run drills -- night` plays with thousands. */
describe('through a night of outages', () => {
  it('every file is done or says why not, nothing is twice, and nobody is told or asked too often', async () => {
    expect((await playNight(24)).wrong).toEqual([])
  })
})
