import { z } from 'zod'
import { areClips, CLIP_TEMPLATE, clipNameOf } from './clip-names.ts'
import { compareNatural } from './natural-order.ts'
import { dateInName, DEFAULT_TEMPLATE, flowName, reelAndClip, seasonAndEpisode, type NameParts } from './flow-name.ts'
import type { SeriesFile } from './series-file.ts'
import { seriesShape } from './series-shape.ts'
import { recordingOrder } from './spanned-recording.ts'

/**
 * The three ways the guide groups files: `episodes` and `daily` make one source with a flow a file; `cameras` makes a
 * source a file, all with a flow of the same name, so that the angles of one event line up.
 */
export const arrangements = ['episodes', 'daily', 'cameras'] as const
export type Arrangement = (typeof arrangements)[number]

export const seriesChoicesSchema = z.object({
  name: z.string().trim().min(1).max(500),
  arrangement: z.enum(arrangements),
  prefix: z.string().max(200),
  template: z.string().max(200),
})
export type SeriesChoices = z.infer<typeof seriesChoicesSchema>

export interface PlannedFlow {
  readonly path: string
  readonly relativePath: string
  readonly size: number
  readonly sourceName: string
  readonly flowName: string
}

/** What the names of the files suggest: cameras a source each, dates daily recordings, everything else episodes. */
export function proposeChoices(folderName: string, files: readonly SeriesFile[]): SeriesChoices {
  const name = folderName.normalize('NFC') || 'Series'
  switch (seriesShape(files).pattern) {
    case 'episodes':
      return { name, arrangement: 'episodes', prefix: 'Episode', template: 'S{season:02}E{episode:02}' }
    case 'dates':
      return { name, arrangement: 'daily', prefix: 'Recording', template: '{prefix} {date}' }
    case 'cameras':
      return { name, arrangement: 'cameras', prefix: name, template: '{prefix}' }
    case 'reels':
      return { name, arrangement: 'episodes', prefix: name, template: '{reel} {clip:03}' }
    case 'numbers':
    case 'none':
      if (areClips(files)) return { name, arrangement: 'episodes', prefix: name, template: CLIP_TEMPLATE }
      return { name, arrangement: 'episodes', prefix: 'Episode', template: DEFAULT_TEMPLATE }
  }
}

/**
 * Files in the order people expect, and the chapters of a recording one after the other; folders before the files that
 * are deeper are not split apart.
 */
export const inSeriesOrder = (files: readonly SeriesFile[]): SeriesFile[] =>
  files
    .map((file) => ({ file, order: recordingOrder(file.relativePath) }))
    .sort((a, b) => compareNatural(a.order, b.order) || compareNatural(a.file.relativePath, b.file.relativePath))
    .map((it) => it.file)

/**
 * Gives every file of a series its source and flow name, in the order given.
 *
 * `overrides` (path to flow name) are what a person typed in the preview; they win over the template.
 */
export function planSeries(
  files: readonly SeriesFile[],
  choices: SeriesChoices,
  overrides: ReadonlyMap<string, string> = new Map(),
): PlannedFlow[] {
  return files.map((file, index) => {
    const stem = clipNameOf(file.path)
    // What a template does not name is not looked for: ten thousand names are made anew at every key.
    const parts: NameParts = {
      prefix: choices.prefix,
      n: index + 1,
      stem,
      series: choices.name,
      get date() {
        return dateInName(stem) ?? new Date(file.modifiedMs).toISOString().slice(0, 10)
      },
      get season() {
        return seasonAndEpisode(stem).season
      },
      get episode() {
        return seasonAndEpisode(stem).episode
      },
      get reel() {
        return reelAndClip(stem).reel
      },
      get clip() {
        return reelAndClip(stem).clip
      },
      get folder() {
        return file.relativePath.split('/').at(-2) ?? choices.name
      },
    }
    return {
      path: file.path,
      relativePath: file.relativePath,
      size: file.size,
      sourceName: (choices.arrangement === 'cameras' ? `${choices.name} ${stem}` : choices.name).normalize('NFC'),
      flowName: (overrides.get(file.path)?.trim() || flowName(choices.template, parts)).normalize('NFC'),
    }
  })
}

/** Flow names that stand twice below the same source: allowed by TAMS, but rarely meant. */
export function repeatedNames(flows: readonly PlannedFlow[]): Set<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { sourceName, flowName } of flows) {
    const key = `${sourceName}\u0000${flowName}`
    if (seen.has(key)) repeated.add(flowName)
    seen.add(key)
  }
  return repeated
}
