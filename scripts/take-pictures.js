// `npm run pictures`: the e2e run, taking the pictures of docs/ on its way.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/@playwright/test/cli.js',
    'test',
    '--project=e2e',
    '--workers=1',
    '--reporter=list',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, FRAMEHAUL_PICTURES: '1' } },
)
process.exit(status ?? 1)
