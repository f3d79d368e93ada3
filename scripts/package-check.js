// `npm run package:check`: packs exactly what electron-builder.yml says around a stand-in for Electron's runtime, lists
// what would be shipped, and holds it to the budget below. Nothing is fetched; what Electron itself adds is not
// counted.
import { listPackage, statFile } from '@electron/asar'
import fusesModule from '@electron/fuses'
import { build, Platform } from 'electron-builder'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

/** Compressed, of which ffprobe and ffmpeg (for one system) are the most. */
const BUDGET_MB = { archive: 15, unpacked: 190 }
const FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  GrantFileProtocolExtraPrivileges: false,
}
const MUST_HAVE = [
  'package.json',
  'out/main/desktop.js',
  'out/main/cli.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'bin/framehaul.js',
]
const MUST_HAVE_UNPACKED = [
  /^out\/main\/hash-worker\.js$/,
  /^out\/main\/sandbox-worker\.js$/,
  /ffprobe-installer\/[^/]+\/ffprobe(\.exe)?$/,
  /^assets\/tray\.png$/,
  /^assets\/licences\.txt$/,
  /^assets\/samples\/.*\.mp4$/,
]
const MUST_NOT = [
  /\.(ts|tsx|map|md)$/,
  /(^|\/)tests?\//,
  /^(docs|src-|scripts|\.ci|\.git)/,
  /(^|\/)\.env/,
  /\.(pem|key|sqlite)$/,
  /playwright|vitest|typescript\/lib|prism-cli/,
]

const { FuseV1Options, getCurrentFuseWire } = fusesModule
/** As the bytes stand in the program. */
const [ON, OFF] = ['1', '0'].map((it) => it.charCodeAt(0))
const root = resolve(import.meta.dirname, '..')
const place = mkdtempSync(join(tmpdir(), 'framehaul-package-'))
const runtime = join(place, 'electron')
for (const folder of ['resources', 'locales']) mkdirSync(join(runtime, folder), { recursive: true })
for (const file of [
  'LICENSE',
  'LICENSES.chromium.html',
  'version',
  'chrome-sandbox',
  'locales/en-US.pak',
  'locales/de.pak',
  'locales/fr.pak',
])
  writeFileSync(join(runtime, file), 'stand-in')

// Where Electron keeps its fuses: a mark, a version, how many, and one byte each. So they are set here as they are in
// the real program.
writeFileSync(
  join(runtime, 'electron'),
  Buffer.concat([
    Buffer.from('stand-in dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 9]),
    Buffer.from('101101110'),
  ]),
)

let failed = 0
const check = (what, isGood) => {
  if (!isGood) failed += 1
  console.log(`${isGood ? 'ok' : 'FAILED'}: ${what}`)
}

try {
  await build({
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    projectDir: root,
    config: {
      extends: 'electron-builder.yml',
      electronDist: runtime,
      directories: { output: join(place, 'dist') },
      npmRebuild: false,
    },
  })
  const resources = join(place, 'dist/linux-unpacked/resources')
  const archive = join(resources, 'app.asar')
  const packed = listPackage(archive, { isPack: false })
    .map((it) => it.replaceAll('\\', '/').slice(1))
    .filter((it) => !('files' in statFile(archive, it, false)))
  const unpacked = files(join(resources, 'app.asar.unpacked'))
  const inside = packed.filter((it) => !unpacked.includes(it))
  const megabytes = (bytes) => bytes / 1e6
  const archiveMB = megabytes(statSync(archive).size)
  const unpackedMB = megabytes(
    unpacked.reduce((sum, it) => sum + statSync(join(resources, 'app.asar.unpacked', it)).size, 0),
  )

  const modules = new Map()
  for (const path of packed) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/')[0]
    modules.set(name, (modules.get(name) ?? 0) + (statFile(archive, path, false).size ?? 0))
  }
  console.log(`${inside.length} files in the archive (${archiveMB.toFixed(1)} MB)`)
  console.log(`${unpacked.length} files beside it (${unpackedMB.toFixed(1)} MB)`)
  for (const [name, bytes] of [...modules].sort(([, a], [, b]) => b - a).slice(0, 15))
    console.log(`  ${megabytes(bytes).toFixed(2).padStart(7)} MB  ${name}`)
  check(`the archive is at most ${BUDGET_MB.archive} MB`, archiveMB <= BUDGET_MB.archive)
  check(`what lies beside it is at most ${BUDGET_MB.unpacked} MB`, unpackedMB <= BUDGET_MB.unpacked)
  for (const path of MUST_HAVE) check(`${path} is in the archive`, packed.includes(path))
  for (const pattern of MUST_HAVE_UNPACKED)
    check(
      `${pattern.source} lies beside it`,
      unpacked.some((it) => pattern.test(it)),
    )
  for (const pattern of MUST_NOT) {
    const found = packed.find((it) => pattern.test(it))
    check(`nothing like ${pattern.source} is shipped${found === undefined ? '' : `: ${found}`}`, found === undefined)
  }
  const fuses = await getCurrentFuseWire(join(place, 'dist/linux-unpacked/framehaul-desktop'))
  for (const [name, isOn] of Object.entries(FUSES))
    check(`the fuse ${name} is ${isOn ? 'on' : 'off'}`, fuses[FuseV1Options[name]] === (isOn ? ON : OFF))
  check('the command line is beside the program', existsSync(join(resources, 'cli/framehaul')))
} finally {
  rmSync(place, { recursive: true, force: true })
}
process.exit(failed === 0 ? 0 : 1)

function files(folder) {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((it) => it.isFile())
        .map((it) => relative(folder, join(it.parentPath, it.name)).replaceAll('\\', '/'))
    : []
}
