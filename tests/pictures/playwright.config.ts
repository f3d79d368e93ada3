import { defineConfig } from '@playwright/test'
import config from '../../playwright.config.ts'

/** `npm run pictures`: the screenshots of docs/, made by the real window on real uploads. */
export default defineConfig(config, { testDir: '.', outputDir: '../../test-results/pictures', timeout: 180_000 })
