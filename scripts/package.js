// `npm run package [-- --linux|--mac|--win] [--x64] [--arm64]`: the packages of a system (this one, unless said), into
// dist/. From where updates and the manual come is `releaseSite` in package.json, read here and by the app itself.
import { Arch, build, Platform } from 'electron-builder'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readReleaseSite } from '../src-main/desktop/release-site.ts'
import { packagePlan } from './package-plan.ts'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: Object.fromEntries(['linux', 'mac', 'win', 'x64', 'arm64'].map((it) => [it, { type: 'boolean' }])),
})
const asked = ['linux', 'mac', 'win'].filter((it) => values[it])
const own = { darwin: 'mac', win32: 'win' }[process.platform] ?? 'linux'
const askedArchs = ['x64', 'arm64'].filter((it) => values[it])
const site = readReleaseSite(resolve(root, 'package.json'))
if (site === null) console.log('"releaseSite" in package.json is empty: what is made looks for no updates and says so.')

for (const name of asked.length > 0 ? asked : [own]) {
  const { targets, archs, config, note } = packagePlan(name, site)
  if (note !== null) console.log(note)
  const platform = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS }[name]
  await build({
    targets: platform.createTarget([...targets], ...(askedArchs.length > 0 ? askedArchs : archs).map((it) => Arch[it])),
    // Uploading is for whoever looked at the packages; the release workflow makes a draft of them.
    publish: 'never',
    projectDir: root,
    config: { extends: 'electron-builder.yml', ...config },
  })
}
