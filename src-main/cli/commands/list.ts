import { Command } from 'commander'
import { stateWord } from '../../../src-shared/words/state-word.ts'
import { dataFolder, readJournal, receiptOf, resultOf } from '../../engine/index.ts'
import { outputOf, withCommonOptions, type CommonOptions } from '../common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from '../exit-codes.ts'

export const listCommand = (end: (code: ExitCode) => void): Command =>
  withCommonOptions(new Command('list'))
    .description('the queue and the history: state, ids, problem')
    .addHelpText('after', '\nExample:\n  framehaul list --json')
    .action((flags: CommonOptions) => {
      const output = outputOf(flags)
      // Reading does not need the folder for itself: it works while the app runs.
      const journal = readJournal(dataFolder(flags.data))
      if (!journal.ok) throw new CommandStopped(journal.problem, exitCodes.wrongCall)
      const views = journal.value.load().map((it) => receiptOf(it, journal.value.objects(it.id)))
      journal.value.close()
      if (views.length === 0) output.say('The queue is empty. Add files with "framehaul upload".')
      for (const view of views) {
        output.line({ type: 'listed', ...resultOf(view), state: view.state.name })
        const problem =
          view.state.name === 'failed' || view.state.name === 'waiting' ? `  ${view.state.problem.message}` : ''
        output.result(
          `${view.id}  ${stateWord(view.state).word.padEnd(12)}  ${view.path}  ${view.flowId ?? ''}${problem}`,
        )
      }
      end(exitCodes.allDone)
    })
