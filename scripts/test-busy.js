// `npm run test:busy [times]`: the whole of `npm test` again and again while four other processes keep the cores busy.
// A test that fails here and not on a quiet machine waits for something else than it says.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const OTHERS = 4
const times = Number(process.argv[2] ?? 5)
if (!Number.isInteger(times) || times < 1) {
  console.error('How often? npm run test:busy -- 5')
  process.exit(2)
}

/** It ends by itself when this process is gone, however that went: its line to us closes then. */
const BUSY = `process.stdin.on('end', () => process.exit()).resume()
  const work = () => { for (const until = Date.now() + 50; Date.now() < until; ) Math.sqrt(until); setImmediate(work) }
  work()`
const others = Array.from({ length: OTHERS }, () =>
  spawn(process.execPath, ['-e', BUSY], { stdio: ['pipe', 'ignore', 'inherit'] }),
)
let running = null
process.on('exit', () => {
  for (const it of [running, ...others]) it?.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))

let passes = 0
while (passes < times) {
  console.log(`\n======== run ${passes + 1} of ${times}, beside ${OTHERS} busy processes`)
  running = spawn(process.execPath, ['scripts/test.js'], { stdio: 'inherit' })
  const [code] = await once(running, 'exit')
  if (code !== 0) break
  passes += 1
}
console.log(`${passes} of ${times} runs passed beside ${OTHERS} busy processes`)
process.exit(passes === times ? 0 : 1)
