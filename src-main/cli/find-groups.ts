import { basename } from 'node:path'
import { checkTemplate, DEFAULT_TEMPLATE } from '../../src-shared/naming/flow-name.ts'
import { groupSequences } from '../../src-shared/naming/image-sequence.ts'
import type { SeriesFile } from '../../src-shared/naming/series-file.ts'
import { planSeries } from '../../src-shared/naming/series-plan.ts'
import { problem } from '../../src-shared/problems.ts'
import { asItIsThere, lookForFiles, type NewItem, type RefusedPath } from '../engine/index.ts'
import { CommandStopped, exitCodes } from './exit-codes.ts'
import type { Output } from './output.ts'

/** Files that are added together: loose ones, or the files of one series. */
export interface Group {
  readonly series: string | null
  readonly files: readonly NewItem[]
}

/** What the arguments of a command mean. */
export interface FoundGroups {
  readonly groups: readonly Group[]
  /** What was named and cannot be taken; it stops nobody else, and counts as failed. */
  readonly refused: readonly RefusedPath[]
}

/** How the files of a series are found and named. */
export interface NamingFlags {
  readonly sourceName?: string
  readonly flowName?: string
  readonly flowPrefix: string
  readonly flowTemplate?: string
  readonly recursive?: boolean
}

/** Loose files, and a series for every folder. A file that was named twice is found once. */
export async function findGroups(paths: readonly string[], flags: NamingFlags): Promise<FoundGroups> {
  const named = await Promise.all(paths.map(asItIsThere))
  const [folders, files] = [true, false].map((isFolder) =>
    named.filter(({ info }) => (info?.isDirectory() ?? false) === isFolder),
  )
  const seen = new Set<string>()
  const series: FoundGroups[] = []
  // Folders first: the files of a series are numbered, and none of them may go missing because it was named as well.
  for (const { given, path } of folders ?? [])
    series.push(await findSeries(flags.sourceName ?? basename(path), [given], flags, seen))
  const loose = await lookForFiles(
    (files ?? []).map((it) => it.given),
    { recursive: false, seen },
  )
  const inOrder = new Map(
    series
      .flatMap((it) => it.refused)
      .concat(loose.refused)
      .map((it) => [it.path, it]),
  )
  return {
    groups: [
      ...(loose.files.length > 0 ? [{ series: null, files: groupSequences(loose.files) }] : []),
      ...series.flatMap((it) => it.groups),
    ],
    refused: [...inOrder.values()],
  }
}

/** A series by the guide's rules: one source, a flow a file in natural order. */
export async function findSeries(
  name: string,
  paths: readonly string[],
  flags: NamingFlags,
  seen = new Set<string>(),
): Promise<FoundGroups> {
  const template = checkTemplate(flags.flowTemplate ?? DEFAULT_TEMPLATE)
  if (!template.ok) throw new CommandStopped(template.problem, exitCodes.wrongCall)
  const { files, refused, repeated } = await lookForFiles(paths, { recursive: flags.recursive ?? false, seen })
  if (files.length === 0) {
    const path = paths.join(', ')
    // A folder that was named twice is no empty one.
    const isEmpty = refused.length === 0 && repeated === 0
    return { groups: [], refused: isEmpty ? [{ path, problem: problem('nothing-to-add', { path }) }] : refused }
  }
  return { groups: [{ series: name.normalize('NFC'), files: namedFiles(name, files, template.value, flags) }], refused }
}

function namedFiles(name: string, files: readonly SeriesFile[], template: string, flags: NamingFlags): NewItem[] {
  const planned = planSeries(files, { name, arrangement: 'episodes', prefix: flags.flowPrefix, template })
  return planned.map((it, index) => ({
    path: it.path,
    size: it.size,
    modifiedMs: files[index]?.modifiedMs ?? 0,
    sourceName: it.sourceName,
    flowName: flags.flowName ?? it.flowName,
  }))
}

/** Says of each what was refused, one sentence each; ends the command where nothing is left to do. */
export function reportRefused(output: Output, { groups, refused }: FoundGroups): void {
  const [first] = refused
  if (groups.length === 0 && first) {
    for (const it of refused.slice(1)) report(it)
    throw new CommandStopped(first.problem, exitCodes.wrongCall)
  }
  refused.forEach(report)

  function report({ path, problem: why }: RefusedPath): void {
    output.line({ type: 'result', id: null, path, outcome: 'failed', step: 'find', problem: why })
    output.problem(why)
  }
}
