// `npm ci` builds. `npx framehaul` in the checkout installs the checkout once more, as a link, and runs this too: what
// was built stays as it is, because a program may be running from it.
import { spawnSync } from 'node:child_process'

if (process.env.npm_command !== 'exec') {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
    {
      stdio: 'inherit',
    },
  )
  process.exit(status ?? 1)
}
