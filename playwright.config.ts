import { defineConfig } from '@playwright/test'
import { chromiumFlags, chromiumLaunch } from './scripts/find-chromium.ts'
import { PATIENCE_MS, TEST_PATIENCE_MS } from './tests/helpers/patience.ts'

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
    launchOptions: { ...chromiumLaunch(), args: [...chromiumFlags, '--disable-gpu'] },
  },
})
