// Makes the icons of the packages from assets/icon.svg: a large PNG that electron-builder makes all others of, and the
// tray's.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium } from 'playwright'
import { chromiumLaunch } from './find-chromium.ts'

const browser = await chromium.launch(chromiumLaunch())
const svg = readFileSync(resolve(import.meta.dirname, '../assets/icon.svg'), 'utf8')
for (const [name, size] of [
  ['icon', 1024],
  ['tray', 22],
  ['tray@2x', 44],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>*{margin:0}svg{width:${size}px;height:${size}px;display:block}</style>${svg}`)
  await page.screenshot({ path: resolve(import.meta.dirname, '../assets', `${name}.png`), omitBackground: true })
  await page.close()
}
await browser.close()
