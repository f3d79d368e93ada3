import { Command } from 'commander'
import { problem } from '../../../src-shared/problems.ts'
import { startConsole } from '../../console/index.ts'
import { dataFolder } from '../../engine/index.ts'
import { connectionOf, outputOf, readers, withCommonOptions, type CommonOptions } from '../common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from '../exit-codes.ts'
import { untilStopped } from '../until-stopped.ts'

export const consoleCommand = (end: (code: ExitCode) => void): Command =>
  withCommonOptions(
    new Command('console').option(
      '--port <port>',
      'where it listens; 0 is any free port',
      readers.wholeNumber(0, 65_535),
      0,
    ),
  )
    .description('serves the window to a browser on this machine')
    .addHelpText('after', '\nExample:\n  framehaul console --server https://tams.example.com')
    .action(async (flags: CommonOptions & { port: number }) => {
      const output = outputOf(flags)
      const given = connectionOf(flags)
      const started = await startConsole({
        folder: dataFolder(flags.data),
        port: flags.port,
        // Without a server on the command line, the one that was chosen in the window counts.
        ...(given.connection.url === '' ? {} : { fixed: given }),
      }).catch((error: unknown) => {
        const { code, message } = error as NodeJS.ErrnoException
        throw new CommandStopped(
          code === 'EADDRINUSE' ? problem('port-in-use', { port: flags.port }) : problem('internal', {}, message),
          exitCodes.wrongCall,
        )
      })
      if (!started.ok) throw new CommandStopped(started.problem, exitCodes.wrongCall)
      output.line({ type: 'listening', url: started.value.url })
      output.result(`Open ${started.value.url}`)
      output.say(
        'The address is for you alone: it holds the key to this window. Ctrl-C ends it; uploads continue ' +
          'the next time.',
      )
      await untilStopped()
      await started.value.close()
      end(exitCodes.allDone)
    })
