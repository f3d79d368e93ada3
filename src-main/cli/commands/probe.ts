import { Command } from 'commander'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { mediaSummary } from '../../../src-shared/words/media-summary.ts'
import { findFfprobe, lookForFiles, probeAny } from '../../engine/index.ts'
import { outputOf, withCommonOptions, type CommonOptions } from '../common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from '../exit-codes.ts'
import { inOrder } from '../in-order.ts'

export const probeCommand = (end: (code: ExitCode) => void): Command =>
  withCommonOptions(
    new Command('probe').argument('<path...>', 'files or folders').option('--recursive', 'folders in the folder too'),
  )
    .description('what Framehaul sees in a file, and what it would send')
    .addHelpText('after', '\nExample:\n  framehaul probe interview.mov --json')
    .action(async (paths: string[], flags: CommonOptions & { recursive?: boolean }) => {
      const output = outputOf(flags)
      const { files: clips, belonging, refused } = await lookForFiles(paths, { recursive: flags.recursive ?? false })
      const sound = Map.groupBy(belonging, (it) => (it.as === 'sound' ? it.of : null))
      const files = clips.flatMap((it) => [it, ...(sound.get(it.path) ?? [])])
      const [first] = refused
      if (files.length === 0 && first) throw new CommandStopped(first.problem, exitCodes.wrongCall)
      const tool = await findFfprobe(process.env['FRAMEHAUL_FFPROBE'])
      if (!tool) throw new CommandStopped(problem('ffprobe-missing'), exitCodes.wrongCall)
      for (const { path, problem: why } of refused) {
        output.line(unread(path, why))
        output.problem(why)
      }
      let unreadable = refused.length
      for await (const [{ path }, facts] of inOrder(files, (it) => probeAny(tool, it.path))) {
        if (!facts.ok) unreadable += 1
        output.line(facts.ok ? { path, ...facts.value, problem: null } : unread(path, facts.problem))
        if (!facts.ok) {
          output.problem(facts.problem, path)
          continue
        }
        if (facts.value.truncated)
          output.say(`${path}: cut short, or still being written: it holds less than its header promises.`)
        output.result(path, `  ${mediaSummary(facts.value)}  ${facts.value.container}  ${facts.value.timerange}`)
        for (const track of facts.value.tracks) {
          const size = track.width && track.height ? `${track.width}×${track.height}` : ''
          const rate = track.vfr ? 'variable rate' : (track.frameRate ?? '')
          const sound = track.sampleRate ? `${track.sampleRate} Hz, ${track.channels ?? '?'} ch` : ''
          const { index, kind, codec, timerange, language, timecode } = track
          const about = [kind, codec, size, rate, sound, timerange, language, timecode].filter(Boolean).join('  ')
          output.result(output.paint.faint(`  ${index}  ${about}`))
        }
      }
      end(unreadable > 0 ? exitCodes.someFailed : exitCodes.allDone)
    })

const unread = (path: string, why: Problem): object => ({
  path,
  kind: 'none',
  container: null,
  timerange: null,
  tracks: [],
  problem: why,
})
