import { Command } from 'commander'
import { isFinished } from '../../../src-shared/item/state.ts'
import { problem } from '../../../src-shared/problems.ts'
import { outputOf, readers, withCommonOptions, type CommonOptions } from '../common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from '../exit-codes.ts'
import { runQueue } from '../run-queue.ts'

interface ContinueFlags extends CommonOptions {
  readonly concurrency?: number
  readonly limitRate?: number
  readonly serverWait?: number
}

const withSpeed = (command: Command): Command =>
  command
    .option('--concurrency <n>', 'uploads at the same time', readers.wholeNumber(1, 32))
    .option('--limit-rate <rate>', 'bytes a second over all uploads, such as 20M', readers.rate)
    .option(
      '--server-wait <seconds>',
      'how long to wait for a server that went away',
      readers.wholeNumber(0, 7 * 86_400),
    )

const speedOf = ({ concurrency, limitRate, serverWait }: ContinueFlags) => ({
  ...(concurrency ? { concurrency } : {}),
  ...(limitRate ? { limitRate } : {}),
  ...(serverWait === undefined ? {} : { serverWaitSeconds: serverWait }),
})

export const resumeCommand = (end: (code: ExitCode) => void): Command =>
  withCommonOptions(withSpeed(new Command('resume')))
    .description('continues whatever an earlier run left unfinished')
    .addHelpText('after', '\nExample:\n  framehaul resume --server https://tams.example.com')
    .action(async (flags: ContinueFlags) =>
      end(
        await runQueue(flags, outputOf(flags), {
          ...speedOf(flags),
          begin: (engine) => {
            const ids = engine
              .items()
              .filter((it) => !isFinished(it.life.state))
              .map((it) => it.id)
            engine.resume(ids)
            return ids
          },
        }),
      ),
    )

export const retryCommand = (end: (code: ExitCode) => void): Command =>
  withCommonOptions(withSpeed(new Command('retry').argument('[id...]', 'which items; all that failed without it')))
    .description('puts failed items back and runs them')
    .addHelpText('after', '\nExample:\n  framehaul retry')
    .action(async (ids: string[], flags: ContinueFlags) =>
      end(
        await runQueue(flags, outputOf(flags), {
          ...speedOf(flags),
          begin: (engine) => {
            const failed = engine
              .items()
              .filter((it) => it.life.state.name === 'failed')
              .map((it) => it.id)
            const unknown = ids.find((id) => !failed.includes(id))
            if (unknown !== undefined)
              throw new CommandStopped(
                problem('unknown-item', { what: 'failed item', id: unknown }),
                exitCodes.wrongCall,
              )
            const wanted = ids.length > 0 ? ids : failed
            engine.retry(wanted)
            return wanted
          },
        }),
      ),
    )
