import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLog } from '../../../src-main/engine/workspace/log-file.ts'
import { problem } from '../../../src-shared/problems.ts'
import { view } from '../../helpers/item-views.ts'

describe('the log', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'framehaul-log-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('has a line for what failed and for what arrived, and none for what only moves', () => {
    const log = openLog(folder, () => 0)
    log.onEvent('queue:changed', {
      items: [
        view('a', { state: { name: 'uploading', step: 'media', attempt: 1 } }),
        view('b', { state: { name: 'done', finishedMs: 1 } }),
        view('c', { state: { name: 'failed', step: 'media', problem: problem('stalled', { seconds: 60 }) } }),
      ],
      removed: [],
      order: null,
    })
    log.onEvent('queue:progress', {
      items: [],
      totals: { bytesSent: 1, bytesTotal: 2, bytesPerSecond: 1, secondsLeft: null },
    })
    expect(log.last(10).map((it) => (JSON.parse(it) as { what: string }).what)).toEqual(['done', 'failed'])
  })

  it('holds no secret, whatever it is told', () => {
    const log = openLog(folder)
    log.write('asked https://s3.example/b/k?X-Amz-Signature=abc', {
      detail: 'Bearer hunter2 at http://user:pass@host/x',
      token: 'access_token=hunter2',
    })
    expect(readFileSync(join(folder, 'logs/framehaul.log'), 'utf8')).not.toMatch(/abc|hunter2|pass/)
  })

  it('keeps two files and no more, however long it goes on', () => {
    const log = openLog(folder)
    for (let n = 0; n < 60; n += 1) log.write('much', { text: 'x'.repeat(100_000), n })
    const files = readdirSync(join(folder, 'logs'))
    expect(files.toSorted()).toEqual(['framehaul.1.log', 'framehaul.log'])
    for (const name of files) expect(statSync(join(folder, 'logs', name)).size).toBeLessThan(2_200_000)
    expect((JSON.parse(log.last(1)[0] ?? '{}') as { n: number }).n).toBe(59)
  })

  it('is no reason to stop where it cannot be written', () => {
    const file = join(folder, 'a file')
    writeFileSync(file, '')
    const log = openLog(file)
    expect(() => {
      log.write('x')
    }).not.toThrow()
    expect(log.last(5)).toEqual([])
  })
})
