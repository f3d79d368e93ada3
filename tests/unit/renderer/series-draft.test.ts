import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginsApart, draftsOf, filesToSend, moved, planOf } from '../../../src-renderer/series/series-draft.ts'
import { proposeChoices } from '../../../src-shared/naming/series-plan.ts'

const file = (relativePath: string) => ({ path: `/drop/${relativePath}`, relativePath, size: 1, modifiedMs: 0 })
const preview = (...names: string[]) => {
  const files = names.map(file)
  return { files, proposed: proposeChoices('Event', files), sidecars: [], belonging: [], leftOut: [], refused: [] }
}

describe('a drop of folders', () => {
  it('with a folder a camera begins as a series each', () => {
    const drop = preview('Cam A/clip1.mov', 'Cam A/clip2.mov', 'Cam B/clip1.mov')
    expect(beginsApart(drop)).toBe(true)
    expect(draftsOf(drop, true).map((it) => [it.choices.name, it.files.length])).toEqual([
      ['Event Cam A', 2],
      ['Event Cam B', 1],
    ])
  })

  it('with other folders begins as one, and can be taken apart', () => {
    const drop = preview('Monday/1.mov', 'Tuesday/1.mov')
    expect(beginsApart(drop)).toBe(false)
    expect(draftsOf(drop, false)).toHaveLength(1)
    expect(draftsOf(drop, true)).toHaveLength(2)
  })
})

describe('the order of a series', () => {
  it('is changed by moving one file, and none is lost', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1 })
    fc.assert(
      fc.property(names, fc.nat(), fc.nat(), (all, a, b) => {
        const files = all.map(file)
        const [from, to] = [a % all.length, b % all.length]
        const after = moved(files, from, to)
        expect(after.map((it) => it.path).sort()).toEqual(files.map((it) => it.path).sort())
        expect(after[to]).toBe(files[from])
      }),
    )
  })
})

describe('what goes with a file', () => {
  it('follows it into the queue, as data of a source beside it', () => {
    const drop = {
      ...preview('ep1.mov', 'ep2.mov'),
      sidecars: [{ path: '/drop/ep2.srt', relativePath: 'ep2.srt', of: '/drop/ep2.mov' }],
    }
    const [draft] = draftsOf(drop, false)
    expect(filesToSend(planOf(draft!), draft!, drop)).toEqual([
      { path: '/drop/ep1.mov', sourceName: 'Event', flowName: 'Episode 01' },
      { path: '/drop/ep2.mov', sourceName: 'Event', flowName: 'Episode 02' },
      { path: '/drop/ep2.srt', sourceName: 'Event · srt', flowName: 'Episode 02', sidecarOf: '/drop/ep2.mov' },
    ])
  })

  it('follows its clip with the clip\u2019s name, in a source beside it', () => {
    const names = ['CONTENTS/VIDEO/0009E7.MXF', 'CONTENTS/AUDIO/0009E700.MXF', 'CONTENTS/AUDIO/0009E701.MXF']
    const [clip, ...sound] = names.map((it) => `/drop/${it}`)
    const drop = {
      ...preview(names[0]!),
      belonging: sound.map((path) => ({ path, relativePath: path.slice(6), as: 'sound' as const, of: clip! })),
    }
    const [draft] = draftsOf(drop, false)
    expect(filesToSend(planOf(draft!), draft!, drop)).toEqual([
      { path: clip, sourceName: 'Event', flowName: '0009E7' },
      { path: sound[0], sourceName: 'Event · sound 1', flowName: '0009E7' },
      { path: sound[1], sourceName: 'Event · sound 2', flowName: '0009E7' },
    ])
  })

  it('is told apart where two cards count the same', () => {
    const [draft] = draftsOf(preview('A/M4ROOT/CLIP/C0001.MP4', 'B/M4ROOT/CLIP/C0001.MP4'), false)
    expect(planOf(draft!).map((it) => it.flowName)).toEqual(['A C0001', 'B C0001'])
  })
})
