import { basename } from 'node:path'
import { checkTemplate, DEFAULT_TEMPLATE } from '../../src-shared/naming/flow-name.ts'
import type { Belonging, LeftOutKind } from '../../src-shared/naming/camera-folders.ts'
import { areClips, CLIP_TEMPLATE, namesAcrossCards } from '../../src-shared/naming/clip-names.ts'
import { groupFiles } from '../../src-shared/naming/gather-files.ts'
import type { SeriesFile } from '../../src-shared/naming/series-file.ts'
import { planSeries } from '../../src-shared/naming/series-plan.ts'
import { matchSidecars } from '../../src-shared/naming/series-shape.ts'
import { problem } from '../../src-shared/problems.ts'
import {
  asItIsThere,
  lookForFiles,
  withBelongings,
  type ClipOrBelonging,
  type FoundFiles,
  type NamedItem,
  type NewItem,
  type RefusedPath,
} from '../engine/index.ts'
import { CommandStopped, exitCodes } from './exit-codes.ts'
import type { Output } from './output.ts'

/** Files that are added together: loose ones, or the files of one series. */
export interface Group {
  readonly series: string | null
  readonly files: readonly GroupFile[]
}

export type GroupFile = NewItem & Pick<ClipOrBelonging, 'belongsTo' | 'as'>

/** A file of a named folder that is not sent. */
export interface LeftOut {
  readonly path: string
  readonly kind: LeftOutKind
}

/** What the arguments of a command mean. */
export interface FoundGroups {
  readonly groups: readonly Group[]
  /** What was named and cannot be taken; it stops nobody else, and counts as failed. */
  readonly refused: readonly RefusedPath[]
  /** What lies in the folders and is not sent. */
  readonly leftOut: readonly LeftOut[]
}

/** How the files of a series are found and named. */
export interface NamingFlags {
  readonly sourceName?: string
  readonly flowName?: string
  readonly flowPrefix: string
  readonly flowTemplate?: string
  readonly recursive?: boolean
  /** Proxies, thumbnails and voice memos too, beside their clips. */
  readonly withProxies?: boolean
}

/** What flow names of a series begin with where nobody says. */
export const USUAL_PREFIX = 'Episode'

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
      ...(loose.files.length > 0 ? [{ series: null, files: groupFiles(loose.files) }] : []),
      ...series.flatMap((it) => it.groups),
    ],
    refused: [...inOrder.values()],
    leftOut: series.flatMap((it) => it.leftOut),
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
  const found = await lookForFiles(paths, { recursive: flags.recursive ?? false, seen })
  const { files, refused, repeated } = found
  const isSent = ({ as }: Belonging) => as === 'sound' || (flags.withProxies ?? false)
  const leftOut = leftOutOf(found, isSent)
  if (files.length === 0) {
    const path = paths.join(', ')
    // A folder that was named twice is no empty one.
    const isEmpty = refused.length === 0 && repeated === 0
    return {
      groups: [],
      refused: isEmpty ? [{ path, problem: problem('nothing-to-add', { path }) }] : refused,
      leftOut,
    }
  }
  const clips = namedFiles(name, files, template.value, flags)
  const group = { series: name.normalize('NFC'), files: await withBelongings(clips, found.belonging.filter(isSent)) }
  return { groups: [group], refused, leftOut }
}

function leftOutOf({ files, belonging, others }: FoundFiles, isSent: (it: Belonging) => boolean): LeftOut[] {
  const sidecars = new Set(matchSidecars(files, others).map((it) => it.path))
  return [
    ...belonging.flatMap((it) => (isSent(it) || it.as === 'sound' ? [] : [{ path: it.path, kind: it.as }])),
    ...others.map(({ path, kind }): LeftOut => ({ path, kind: sidecars.has(path) ? 'sidecar' : kind })),
  ]
}

function namedFiles(name: string, files: readonly SeriesFile[], template: string, flags: NamingFlags): NamedItem[] {
  // Clips have names: nobody looks for "Episode 07" of a card, unless they say so.
  const areOfCamera = flags.flowTemplate === undefined && flags.flowPrefix === USUAL_PREFIX && areClips(files)
  const planned = planSeries(
    files,
    { name, arrangement: 'episodes', prefix: flags.flowPrefix, template: areOfCamera ? CLIP_TEMPLATE : template },
    areOfCamera ? namesAcrossCards(files) : new Map(),
  )
  return planned.map((it, index) => ({
    path: it.path,
    size: it.size,
    modifiedMs: files[index]?.modifiedMs ?? 0,
    sourceName: it.sourceName,
    flowName: flags.flowName ?? it.flowName,
  }))
}

/** Says of each what was refused, one sentence each; ends the command where nothing is left to do. */
export function reportRefused(output: Output, { groups, refused }: Pick<FoundGroups, 'groups' | 'refused'>): void {
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
