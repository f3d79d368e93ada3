import { Command } from 'commander'
import { join } from 'node:path'
import type { Check } from '../../../src-shared/check.ts'
import { dataFolder, examineFolder, findFfmpeg, findFfprobe } from '../../engine/index.ts'
import { openEmbeddedStore } from '../../sandbox/index.ts'
import { connectionOf, outputOf, withCommonOptions, type CommonOptions } from '../common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from '../exit-codes.ts'

export const doctorCommand = (end: (code: ExitCode) => void): Command =>
  withCommonOptions(new Command('doctor'))
    .description('checks everything an upload needs, by making and removing a tiny one')
    .addHelpText('after', '\nExample:\n  framehaul doctor --server https://tams.example.com')
    .action(async (flags: CommonOptions) => {
      const output = outputOf(flags)
      const folder = dataFolder(flags.data)
      const store = openEmbeddedStore(join(folder, 'store'))
      const checks: Check[] = []
      try {
        const examined = examineFolder({
          folder,
          embeddedUrl: store.url,
          fixed: connectionOf(flags),
          findFfprobe: () => findFfprobe(process.env['FRAMEHAUL_FFPROBE']),
          findFfmpeg: () => findFfmpeg(process.env['FRAMEHAUL_FFMPEG']),
        })
        for await (const answer of examined) {
          if (!answer.ok) throw new CommandStopped(answer.problem, exitCodes.wrongCall)
          const check = answer.value
          checks.push(check)
          output.line({ type: 'check', ...check })
          const { good, bad, faint } = output.paint
          const mark = {
            ok: good('ok     '),
            warning: bad('warning'),
            failed: bad('failed '),
            skipped: faint('skipped'),
          }[check.outcome]
          output.result(`${mark}  ${check.title}: ${check.found}`)
          if (check.problem)
            output.result(
              `         ${check.problem.remedy}${check.problem.detail ? faint(`  (${check.problem.detail})`) : ''}`,
            )
        }
      } finally {
        await store.close()
      }
      const failed = checks.filter((it) => it.outcome === 'failed')
      end(
        failed.length === 0
          ? exitCodes.allDone
          : failed.some((it) => it.id === 'server')
            ? exitCodes.noServer
            : exitCodes.someFailed,
      )
    })
