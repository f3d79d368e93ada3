import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findChromium } from './find-chromium.ts'

const isOnPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))

const HOW = {
  'chromium-headless-shell': 'Chromium (npx playwright install chromium)',
  ffmpeg: 'ffmpeg (your package manager has it)',
}

/** Chromium for the window's tests and ffmpeg for making clips; neither is needed to use Framehaul. */
export async function provideSystemPackages() {
  const hasFfmpeg =
    isOnPath('ffmpeg') ||
    isOnPath('ffmpeg.exe') ||
    (await import('ffmpeg-static').then(
      (it) => existsSync(it.default ?? ''),
      () => false,
    ))
  const { chromium } = await import('playwright')
  const hasChromium = findChromium() !== null || existsSync(chromium.executablePath())
  const missing = [...(hasFfmpeg ? [] : ['ffmpeg']), ...(hasChromium ? [] : ['chromium-headless-shell'])]
  if (missing.length === 0) return
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    console.log(`Installing ${missing.join(' and ')} for the tests`)
    const apt = (...args) =>
      spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
        .status ?? 1
    if (apt('update', '-qq') === 0 && apt('install', '-y', '-qq', '--no-install-recommends', ...missing) === 0) return
  }
  const how = missing.map((it) => HOW[it]).join(' and ')
  console.error(`The tests need ${missing.join(' and ')}. Install ${how}, then run npm test again.`)
  process.exit(1)
}
