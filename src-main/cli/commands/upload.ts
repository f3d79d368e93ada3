import { Command } from 'commander'
import { basename, dirname } from 'node:path'
import { uploadOptionsSchema, type ItemReceipt, type UploadOptions } from '../../../src-shared/item/item.ts'
import { clipNameOf } from '../../../src-shared/naming/clip-names.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { placementOf, planOfPlacement } from '../../../src-shared/time/placement.ts'
import { mediaSummary } from '../../../src-shared/words/media-summary.ts'
import {
  asItIsThere,
  defined,
  findFfprobe,
  probeAny,
  receiptText,
  SETTLED_MS,
  watchNewFiles,
  writeReceipt,
} from '../../engine/index.ts'
import { addOrContinue } from '../add-or-continue.ts'
import { outputOf, readers, withCommonOptions, type CommonOptions } from '../common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from '../exit-codes.ts'
import {
  findGroups,
  findSeries,
  reportRefused,
  USUAL_PREFIX,
  type FoundGroups,
  type NamingFlags,
} from '../find-groups.ts'
import { inOrder } from '../in-order.ts'
import type { Output } from '../output.ts'
import { receiptForm, receiptProblem, whyNoReceipt } from '../receipt-file.ts'
import { reportLeftOut } from '../report-left-out.ts'
import { runQueue } from '../run-queue.ts'

export interface UploadFlags extends CommonOptions, NamingFlags {
  readonly description?: string
  readonly sourceType?: string
  readonly location?: string
  readonly tag?: Record<string, string>
  readonly resolution?: { width: number; height: number }
  readonly frameRate?: string
  readonly codec?: string
  readonly seriesMode?: boolean
  readonly series?: string
  readonly segment: 'off' | 'auto' | number
  readonly timeline: string
  readonly concurrency?: number
  readonly limitRate?: number
  readonly receipt?: string
  readonly dryRun?: boolean
  readonly duplicates: 'tell' | 'skip' | 'upload'
  readonly sha256?: boolean
  readonly serverWait?: number
  readonly verify: boolean
  readonly follow?: boolean
}

interface WatchFlags extends UploadFlags {
  readonly watch?: boolean
}

export function withUploadOptions(command: Command): Command {
  return withCommonOptions(
    command
      .option('--source-name <name>', 'name of the source; by default the file\u2019s own')
      .option('--flow-name <name>', 'name of the flow; by default the file\u2019s own')
      .option('--description <text>', 'description of source and flow')
      .option('--source-type <type>', 'what kind of source it is')
      .option('--location <place>', 'where it was made')
      .option('--tag <key=value>', 'a tag; can be repeated', readers.tag)
      .option('--resolution <WxH>', 'instead of what the file says', readers.resolution)
      .option('--frame-rate <N/D>', 'instead of what the file says', readers.frameRate)
      .option('--codec <mime>', 'instead of what the file says', readers.mime)
      .option('--series-mode', 'use the source of that name if the store has it, else make it')
      .option('--series <name>', 'all files become one series of this name')
      .option('--flow-prefix <text>', 'what flow names of a series begin with', USUAL_PREFIX)
      .option(
        '--flow-template <template>',
        'how flow names are made: {prefix} {n:02} {stem} {date} {season:02} {episode:02}',
      )
      .option('--recursive', 'folders in the folder too')
      .option('--with-proxies', 'proxies, thumbnails and voice memos of a camera\u2019s clips too, beside them')
      .option(
        '--segment <off|auto|seconds>',
        'whole files; whole files up to 5 GiB and pieces of 10 s beyond; or pieces of so many seconds',
        readers.segment,
        'auto' as const,
      )
      .option(
        '--timeline <zero|timecode|recorded|time>',
        'where files lie on their flows: at its beginning; by their timecode and day; when they were recorded; or at ' +
          'a time (ISO 8601, a timecode, or TAMS seconds:nanoseconds)',
        readers.placement,
        'zero',
      )
      .option('--concurrency <n>', 'uploads at the same time', readers.wholeNumber(1, 32))
      .option('--limit-rate <rate>', 'bytes a second over all uploads, such as 20M', readers.rate)
      .option('--receipt <file>', 'what became of every file, as .json or .csv')
      .option('--dry-run', 'print the plan and touch nothing')
      .option(
        '--duplicates <tell|skip|upload>',
        'files that this store has from an earlier run: upload and tell, pass over those of the same ' +
          'names, or do not look',
        readers.oneOf('tell', 'skip', 'upload'),
        'tell' as const,
      )
      .option('--sha256', 'compute SHA-256 too, for the receipt')
      .option(
        '--server-wait <seconds>',
        'how long to wait for a server that went away',
        readers.wholeNumber(0, 7 * 86_400),
      )
      .option('--follow', 'files that are still being written: send them in pieces as they grow')
      .option('--no-verify', 'do not compare checksums'),
  )
}

export const uploadCommand = (end: (code: ExitCode) => void): Command =>
  withUploadOptions(
    new Command('upload')
      .argument('<path...>', 'files, and folders that become series')
      .option('--watch', 'go on until Ctrl-C, and upload what arrives in these folders once it has stopped growing'),
  )
    .description('uploads files; a folder is imported as a series')
    .addHelpText('after', '\nExample:\n  framehaul upload interview.mov "Season 1/" --server https://tams.example.com')
    .action(async (paths: string[], flags: WatchFlags) =>
      end(
        flags.watch
          ? await watch(flags, paths)
          : await upload(
              flags,
              flags.series === undefined
                ? await findGroups(paths, flags)
                : await findSeries(flags.series, paths, flags),
            ),
      ),
    )

export async function upload(flags: UploadFlags, found: FoundGroups): Promise<ExitCode> {
  const { groups, refused } = found
  const output = outputOf(flags)
  const keeper = flags.receipt === undefined ? null : await receiptKeeper(flags.receipt)
  const options = optionsOf(flags)
  reportLeftOut(output, found)
  reportRefused(output, found)
  if (flags.dryRun) return printPlan(output, found, options)
  const code = await runQueue(flags, output, {
    refused: refused.length,
    ...(flags.concurrency ? { concurrency: flags.concurrency } : {}),
    ...(flags.limitRate ? { limitRate: flags.limitRate } : {}),
    ...(keeper ? { receipt: keeper.write } : {}),
    ...(flags.serverWait === undefined ? {} : { serverWaitSeconds: flags.serverWait }),
    begin: (engine, server) =>
      groups.flatMap(({ files, series }) => addOrContinue(engine, server, files, { series, options })),
  })
  const trouble = keeper?.trouble() ?? null
  if (trouble) throw new CommandStopped(trouble, code === exitCodes.allDone ? exitCodes.someFailed : code)
  return code
}

/** A receipt that cannot be written is found out before a byte is sent; if it fails later all the same, it is said. */
async function receiptKeeper(path: string) {
  const form = receiptForm(path)
  const refused = form.ok ? await whyNoReceipt(path) : form.problem
  if (!form.ok || refused) throw new CommandStopped(refused ?? problem('bad-call'), exitCodes.wrongCall)
  let trouble: Problem | null = null
  return {
    trouble: () => trouble,
    write: async (items: readonly ItemReceipt[]) => {
      await writeReceipt(path, receiptText(items, form.value)).catch((error: unknown) => {
        trouble = receiptProblem(path, error)
      })
    },
  }
}

/** Watches folders; each file has a source of its own, or the one that `--series` or `--source-name` names. */
async function watch(flags: WatchFlags, folders: readonly string[]): Promise<ExitCode> {
  const output = outputOf(flags)
  const named = await Promise.all(folders.map(asItIsThere))
  // One that is not there now may come (a share, a card); where none is, it was a mistake.
  const wrong = named.find(({ info }) => info && !info.isDirectory()) ?? (named.some((it) => it.info) ? null : named[0])
  if (wrong) throw new CommandStopped(problem('no-such-path', { path: `folder ${wrong.given}` }), exitCodes.wrongCall)
  const series = flags.series ?? flags.sourceName ?? null
  const options = optionsOf(series === null ? flags : { ...flags, seriesMode: true })
  return runQueue(flags, output, {
    ...(flags.concurrency ? { concurrency: flags.concurrency } : {}),
    ...(flags.limitRate ? { limitRate: flags.limitRate } : {}),
    begin: () => [],
    watch: (engine, server, known, onAdded) =>
      named.map(({ path }) =>
        watchNewFiles({
          path,
          settledMs: flags.follow ? 0 : SETTLED_MS,
          series,
          flowName: flags.flowName,
          known,
          engine,
          add: (files, knownFiles) =>
            onAdded(addOrContinue(engine, server, files, { series, options, known: knownFiles })),
          onTrouble: (trouble) => reportWatch(output, path, trouble),
        }),
      ),
  })
}

function reportWatch(output: Output, path: string, trouble: Problem | null): void {
  output.line({ type: 'watch', path, problem: trouble })
  if (trouble) output.problem(trouble)
  else output.say(`${path} can be read again.`)
}

function optionsOf(flags: UploadFlags): Partial<UploadOptions> {
  const { sourceName, flowName, description, sourceType, location, tag, resolution, frameRate, codec } = flags
  const parsed = uploadOptionsSchema.safeParse(
    defined({
      sourceName,
      flowName,
      description,
      sourceType,
      location,
      tags: tag,
      resolution,
      frameRate,
      codec,
      reuseSource: flags.seriesMode,
      verify: flags.verify,
      duplicates: flags.duplicates,
      sha256: flags.sha256,
      segment: flags.segment,
      timeline: flags.timeline,
      follow: flags.follow,
    }),
  )
  if (!parsed.success)
    throw new CommandStopped(
      problem('bad-call', { field: parsed.error.issues[0]?.path.join('.') ?? 'an option' }),
      exitCodes.wrongCall,
    )
  return parsed.data
}

/** What would be made, without a server and without a queue. */
async function printPlan(
  output: Output,
  { groups, refused }: FoundGroups,
  { frameRate, timeline = 'zero' }: Partial<UploadOptions>,
): Promise<ExitCode> {
  const tool = await findFfprobe(process.env['FRAMEHAUL_FFPROBE'])
  let unreadable = refused.length
  for (const { series, files } of groups) {
    for await (const [file, facts] of inOrder(files, (it) => probeAny(tool, it.path, frameRate ? { frameRate } : {}))) {
      const { path, size: bytes, modifiedMs } = file
      const stem = clipNameOf(path)
      const sourceName = file.sourceName ?? stem
      const flowName = file.flowName ?? stem
      const placement = facts.ok ? placementOf(timeline, facts.value, { name: basename(path), modifiedMs }) : facts
      const place = facts.ok && placement.ok ? planOfPlacement(facts.value, placement.value) : null
      output.line({
        type: 'plan',
        path,
        series,
        sourceName,
        flowName,
        ...(file.belongsTo === undefined ? {} : { belongsTo: file.belongsTo, as: file.as }),
        bytes,
        facts: facts.ok ? facts.value : null,
        place,
        problem: placement.ok ? null : placement.problem,
      })
      if (facts.ok && placement.ok) {
        const said = [mediaSummary(facts.value), ...(timeline === 'zero' ? [] : [place?.timerange, place?.because])]
        output.result(
          `${basename(dirname(path))}/${basename(path)} → ${sourceName} / ${flowName}  ` +
            output.paint.faint(said.join('  ')),
        )
      } else if (!placement.ok) {
        unreadable += 1
        output.problem(placement.problem, path)
      }
    }
  }
  return unreadable > 0 ? exitCodes.someFailed : exitCodes.allDone
}
