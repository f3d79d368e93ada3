import { Command, CommanderError } from 'commander'
import { problem, withoutSecrets } from '../../src-shared/problems.ts'
import packageFile from '../../package.json' with { type: 'json' }
import { consoleCommand } from './commands/console.ts'
import { doctorCommand } from './commands/doctor.ts'
import { listCommand } from './commands/list.ts'
import { probeCommand } from './commands/probe.ts'
import { resumeCommand, retryCommand } from './commands/resume-and-retry.ts'
import { removeCommand } from './commands/remove.ts'
import { sandboxCommand } from './commands/sandbox.ts'
import { seriesCommand } from './commands/series.ts'
import { uploadCommand } from './commands/upload.ts'
import { CommandStopped, exitCodes, type ExitCode } from './exit-codes.ts'
import { openOutput } from './output.ts'
import { visible } from '../../src-shared/words/visible.ts'

/** The command line: the same engine from a shell. */
const end = (code: ExitCode) => {
  process.exitCode = code
}

const program = new Command('framehaul')
  .description('Uploads media to Time-addressable Media Stores.')
  .version(packageFile.version)
for (const command of [
  uploadCommand,
  seriesCommand,
  resumeCommand,
  listCommand,
  retryCommand,
  removeCommand,
  probeCommand,
  doctorCommand,
  sandboxCommand,
  consoleCommand,
])
  program.addCommand(command(end))
// What was typed comes back in what commander says of it.
const writeErr = (text: string) => void process.stderr.write(text.split('\n').map(visible).join('\n'))
for (const command of [program, ...program.commands]) {
  const help = ['framehaul', ...(command === program ? [] : [command.name()]), '--help'].join(' ')
  command.exitOverride().configureOutput({ writeErr }).showHelpAfterError(`(see ${help})`)
}

// Started by the front door (bin/framehaul.js) on another Node: when that one is killed, this one must not go on alone.
process.channel?.unref()
process.once('disconnect', () => process.exit(exitCodes.interrupted))

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
})

/** Says why a command ends early: a sentence for people, and for scripts the last line of `--json`. */
function endEarly(error: unknown): void {
  const has = (flag: string) => process.argv.includes(flag)
  const output = openOutput({ json: has('--json'), quiet: false, verbose: has('--verbose') })
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return end(exitCodes.allDone)
    // Commander has said it to people.
    output.line({ type: 'error', problem: problem('bad-call', { field: error.message.replace(/^error: /, '') }) })
    return end(exitCodes.wrongCall)
  }
  const stopped =
    error instanceof CommandStopped
      ? error
      : new CommandStopped(
          problem('internal', {}, withoutSecrets(String((error as Error).stack))),
          exitCodes.someFailed,
        )
  output.line({ type: 'error', problem: stopped.problem })
  output.problem(stopped.problem)
  end(stopped.code)
}

// Ctrl-C before a command listens for it itself, or in one that has nothing to finish.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return
    endEarly(new CommandStopped(problem('interrupted'), exitCodes.interrupted))
    process.exit()
  })

process.on('uncaughtException', (error) => {
  endEarly(error)
  process.exit()
})

try {
  // Inside of the desktop's package, commander would take the arguments to be Electron's.
  await program.parseAsync(process.argv, { from: 'node' })
} catch (error) {
  endEarly(error)
}
