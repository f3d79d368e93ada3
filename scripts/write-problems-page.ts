import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { catalogue } from '../src-shared/problem-catalogue.ts'
import { problemCodes, retryWord } from '../src-shared/problems.ts'

/** Writes docs/problems.md from the catalogue; a test fails where the two differ. */
const rows = problemCodes.map((code) => {
  const { message, remedy } = catalogue[code]
  return `| \`${code}\` | ${message} | ${remedy} | ${retryWord(code)} |`
})

const intro =
  'Everything that can go wrong where a person can see it: ' +
  'the same code, sentence and remedy in the window, the console and'
const whence =
  'the command line. The catalogue is `src-shared/problem-catalogue.ts`; ' +
  'this page is written from it by `npm run problems`.'
const legend = [
  '*Tried again* says who does it: `soon`, Framehaul by itself; `person`, somebody after following the remedy;',
  '`never`, nobody,\nbecause the same attempt ends the same.',
].join(' ')

writeFileSync(
  resolve(import.meta.dirname, '../docs/problems.md'),
  `# Problems

${intro}
${whence}

${legend}

| code | what happened | what to do | tried again |
|---|---|---|---|
${rows.join('\n')}
`,
)
