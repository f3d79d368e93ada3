import { defineConfig } from '@playwright/test'
import config from '../../playwright.config.ts'

/** `npm run test:desktop`: the desktop app itself, on Electron where its runtime is and on the rig elsewhere. */
export default defineConfig(config, { testDir: '.', outputDir: '../../test-results/desktop' })
