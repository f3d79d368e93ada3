import { belongings } from '../../src-shared/naming/camera-table.ts'
import { leftOutKinds, type LeftOutKind } from '../../src-shared/naming/camera-folders.ts'
import { count } from '../../src-shared/words/quantities.ts'
import type { FoundGroups, Group } from './find-groups.ts'
import type { Output } from './output.ts'

const words: Readonly<Record<LeftOutKind, (n: number) => string>> = {
  proxy: (n) => count(n, 'proxy', 'proxies'),
  thumbnail: (n) => count(n, 'thumbnail'),
  memo: (n) => count(n, 'voice memo'),
  sidecar: (n) => count(n, 'accompanying file'),
  index: (n) => count(n, 'file of the camera\u2019s own', 'files of the camera\u2019s own'),
  raw: (n) => count(n, 'file in a raw format that is not read', 'files in raw formats that are not read'),
  other: (n) => count(n, 'other file'),
}
/** As many names as a line can hold; the count tells of all. */
const MOST_PATHS = 1_000

/** Says what of the folders is not sent, by kind, and what becomes of clips whose sound is in files of its own. */
export function reportLeftOut(output: Output, { groups, leftOut }: Pick<FoundGroups, 'groups' | 'leftOut'>): void {
  const byKind = Map.groupBy(leftOut, (it) => it.kind)
  const said = leftOutKinds.flatMap((kind) => {
    const paths = (byKind.get(kind) ?? []).map((it) => it.path)
    if (paths.length === 0) return []
    output.line({ type: 'left-out', kind, count: paths.length, paths: paths.slice(0, MOST_PATHS) })
    return [words[kind](paths.length)]
  })
  if (said.length > 0) output.say(`Left out: ${said.join(', ')}. A file that is named itself is taken.`)
  if (belongings.some((it) => it !== 'sound' && byKind.has(it)))
    output.say('--with-proxies sends proxies, thumbnails and voice memos too, beside their clips.')
  for (const group of groups) reportSound(output, group)
}

function reportSound(output: Output, { files }: Group): void {
  const sound = files.filter((it) => it.as === 'sound')
  const clips = new Set(sound.map((it) => it.belongsTo)).size
  if (clips === 0) return
  output.say(
    `The sound of ${count(clips, 'clip')} is in ${count(sound.length, 'file')} of its own: each becomes a flow with ` +
      `the clip\u2019s name, in a source of its own (${sound[0]?.sourceName ?? ''} …).`,
  )
}
