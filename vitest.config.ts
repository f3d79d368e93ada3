import { defineConfig } from 'vitest/config'
import { patiently, TEST_PATIENCE_MS } from './tests/helpers/patience.ts'

// Servers of tests are on this computer, whatever the shell says of proxies.
const noProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((it) => [it, it.toUpperCase()]).map((it) => [it, '']),
)
const patient = {
  testTimeout: TEST_PATIENCE_MS,
  hookTimeout: TEST_PATIENCE_MS,
  expect: { poll: patiently },
  env: noProxies,
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], ...patient } },
      // Real processes, servers and files: two cores are shared by all of them.
      { test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], maxWorkers: 2, ...patient } },
    ],
  },
})
