// `npm run licences`: the licences of everything that is in the packages, as one text; fails on one that nobody has
// looked at.
import { init } from 'license-checker-rseidelsohn'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Licences that allow shipping with an app under another one. ffmpeg and ffprobe are programs of their own, started
 * beside ours.
 */
const ALLOWED = [
  'MIT',
  'MIT*',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  // As parse-cache-control says it, which comes with ffmpeg-static where that can be had; its text is BSD-3-Clause.
  'BSD',
  'Apache-2.0',
  '0BSD',
  'Python-2.0',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'OFL-1.1',
  'MIT-0',
  'Zlib',
  'UNLICENSED',
]
const PROGRAMS = ['ffmpeg-static', '@ffprobe-installer']

const root = resolve(import.meta.dirname, '..')
const packages = await new Promise((done, fail) =>
  init({ start: root, production: true, excludePrivatePackages: true }, (error, found) =>
    error ? fail(error) : done(found),
  ),
)
const isAllowed = (licence) =>
  String(licence)
    .replaceAll(/[()]/g, '')
    .split(/ OR | AND /)
    .some((it) => ALLOWED.includes(it))
const isProgram = (name) => PROGRAMS.some((it) => name.startsWith(it))
const unknown = Object.entries(packages).filter(
  ([name, it]) => !isProgram(name) && ![it.licenses].flat().every(isAllowed),
)
for (const [name, it] of unknown) console.error(`${name}: ${it.licenses}`)

const text = Object.entries(packages)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, { licenses, repository, licenseFile }]) => {
    const isText = licenseFile && /licen|copying|notice/i.test(licenseFile)
    const head = `${name}\n${licenses}${repository ? `, ${repository}` : ''}`
    return `${head}\n\n${isText ? readFileSync(licenseFile, 'utf8').trim() : ''}\n`
  })
const page = [
  "Framehaul contains the following. Electron's and Chromium's own licences lie beside the program.",
  text.join(`\n${'-'.repeat(80)}\n\n`),
].join('\n\n')
if (!process.argv.includes('--check')) writeFileSync(resolve(root, 'assets/licences.txt'), page)
console.log(`${Object.keys(packages).length} packages, ${unknown.length} with a licence that nobody has looked at`)
process.exit(unknown.length === 0 ? 0 : 1)
