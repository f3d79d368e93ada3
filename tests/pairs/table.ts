import type { TriedPair, Wrapper } from '../../src-main/media/cut/tried-pairs.ts'
import type { TriedFile } from './all-pairs.ts'

const WRAPPERS: Readonly<Record<Wrapper, string>> = { mp4: 'MP4', mov: 'QuickTime', mpegts: 'MPEG-TS' }
const BEGIN = '<!-- pairs: written by `npm run pairs` -->'
const END = '<!-- pairs end -->'

type Pairs = Readonly<Record<string, TriedPair>>

/** A coding is right in a wrapper when it was from every file that was put there. */
export function pairsOf(tried: readonly TriedFile[]): Pairs {
  const codings = [...new Set(tried.map((it) => it.coding))].toSorted()
  return Object.fromEntries(
    codings.map((coding) => {
      const mine = tried.filter((it) => it.coding === coding)
      const wrappers = (Object.keys(WRAPPERS) as Wrapper[]).filter((it) => mine.some(({ wrapper }) => wrapper === it))
      const isRight = (it: Wrapper) => mine.every(({ wrapper, fault }) => wrapper !== it || fault === null)
      const right = wrappers.filter(isRight)
      return [coding, { right, wrong: wrappers.filter((it) => !isRight(it)) }]
    }),
  )
}

/** The table as the code has it. */
export function sourceOfTable(tried: readonly TriedFile[]): string {
  const list = (of: readonly string[]) => `[${of.map((it) => `'${it}'`).join(', ')}]`
  const lines = Object.entries(pairsOf(tried)).map(
    ([coding, { right, wrong }]) => `  '${coding}': { right: ${list(right)}, wrong: ${list(wrong)} },`,
  )
  return `/** What pieces may be. */
export type Wrapper = 'mpegts' | 'mp4' | 'mov'

/** Wrappers that a coding was put into, cut, and decoded from: to what the file itself decodes to, or not. */
export interface TriedPair {
  readonly right: readonly Wrapper[]
  readonly wrong: readonly Wrapper[]
}

/** Written by \`npm run pairs\`, never by hand. */
export const triedPairs: Readonly<Record<string, TriedPair>> = {
${lines.join('\n')}
}
`
}

/** The table as a page has it. */
export function tableOfPairs(pairs: Pairs): string {
  const names = (of: readonly Wrapper[]) => of.map((it) => WRAPPERS[it]).join(', ') || '–'
  return [
    '| coding | pieces may be | would lose it |',
    '| --- | --- | --- |',
    ...Object.entries(pairs).map(
      ([coding, { right, wrong }]) => `| \`${coding}\` | ${names(right)} | ${names(wrong)} |`,
    ),
  ].join('\n')
}

/** The page, with the table of today. */
export function withTable(page: string, pairs: Pairs): string {
  const [before, rest = ''] = page.split(BEGIN)
  return [before, BEGIN, '\n\n', tableOfPairs(pairs), '\n\n', END, rest.split(END)[1] ?? ''].join('')
}
