import { spawn, type ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Life {
  readonly child: ChildProcess
  /** Resolves when it is over, with whether it was killed; rejects where it crashed. */
  readonly ended: Promise<boolean>
}

/** Starts an engine in a process of its own, with its plan in a file. It says nothing unless it crashes. */
export async function startLife(lifeFile: string, folder: string, plan: object): Promise<Life> {
  const file = join(folder, 'plan.json')
  await writeFile(file, JSON.stringify(plan))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', lifeFile, file], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'framehaul-chaos-compiled') },
  })
  let said = ''
  child.stderr?.on('data', (text) => {
    said += String(text)
  })
  const ended = new Promise<boolean>((over, crashed) => {
    child.on('close', (code) => {
      if (code === 0 || code === null) over(code === null)
      else crashed(new Error(`the engine crashed: ${said.slice(0, 2000)}`))
    })
  })
  return { child, ended }
}
