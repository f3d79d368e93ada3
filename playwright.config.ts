import { defineConfig } from '@playwright/test'
import { existsSync } from 'node:fs'
import { PATIENCE_MS, TEST_PATIENCE_MS } from './tests/helpers/patience.ts'

const systemChromium = '/usr/bin/chromium'

export default defineConfig({
  timeout: TEST_PATIENCE_MS,
  expect: { timeout: PATIENCE_MS },
  // Every test has a folder, a store and an app of its own; the browser is its worker's.
  fullyParallel: true,
  workers: 2,
  reporter: [['list']],
  outputDir: 'test-results',
  projects: [
    { name: 'e2e', testDir: 'tests/e2e' },
    // The desktop app itself, on Electron where its runtime is and on the rig elsewhere.
    { name: 'desktop', testDir: 'tests/desktop' },
  ],
  use: {
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    launchOptions: {
      ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
