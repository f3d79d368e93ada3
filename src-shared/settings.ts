import { z } from 'zod'
import { segmentSchema } from './item/segment-choice.ts'
import { arrangements } from './naming/series-plan.ts'
import { limitsSchema, noLimits } from './limits.ts'

/**
 * A folder whose files are uploaded once they have stopped growing; into a source of their own each, or into the one of
 * that name.
 */
export const watchedFolderSchema = z.object({
  path: z.string().min(1).max(32_000),
  series: z.string().trim().min(1).max(500).nullable(),
})
export type WatchedFolder = z.infer<typeof watchedFolderSchema>

/** A way of naming a series that a person keeps. */
export const seriesTemplateSchema = z.object({
  name: z.string().trim().min(1).max(100),
  arrangement: z.enum(arrangements),
  prefix: z.string().max(200),
  template: z.string().max(200),
})
export type SeriesTemplate = z.infer<typeof seriesTemplateSchema>

/** What a person may set. Concurrency belongs to the server that is connected, the rest to this computer. */
export const settingsSchema = z.object({
  /** Uploads at the same time. */
  concurrency: z.number().int().min(1).max(32).default(3),
  limits: limitsSchema.default(noLimits),
  /** How files that are added in the window are cut. */
  segment: segmentSchema,
  /** Begin with new files of the window at once, or wait until somebody starts them. */
  startsAtOnce: z.boolean().default(true),
  /**
   * Of the desktop: begin with the computer, and which updates to fetch; `auto` is none where a package manager brings
   * them.
   */
  openAtLogin: z.boolean().default(false),
  updates: z.enum(['auto', 'off', 'stable', 'beta']).default('auto'),
  seriesTemplates: z.array(seriesTemplateSchema).max(100).default([]),
  watched: z.array(watchedFolderSchema).max(100).default([]),
  /** Upload on networks that cost by volume too. */
  useMetered: z.boolean().default(false),
})
export type Settings = z.infer<typeof settingsSchema>

const { shape } = settingsSchema

/**
 * What is to be changed of the settings. What is left out stays as it is, of the limits too: two who change different
 * things at the same time do not undo each other.
 */
export const settingsChangesSchema = z.object({
  concurrency: shape.concurrency.unwrap().exactOptional(),
  limits: z
    .object({
      bytesPerSecond: limitsSchema.shape.bytesPerSecond.exactOptional(),
      schedule: limitsSchema.shape.schedule.exactOptional(),
    })
    .exactOptional(),
  segment: shape.segment.unwrap().exactOptional(),
  startsAtOnce: shape.startsAtOnce.unwrap().exactOptional(),
  openAtLogin: shape.openAtLogin.unwrap().exactOptional(),
  updates: shape.updates.unwrap().exactOptional(),
  seriesTemplates: shape.seriesTemplates.unwrap().exactOptional(),
  watched: shape.watched.unwrap().exactOptional(),
  useMetered: shape.useMetered.unwrap().exactOptional(),
})
export type SettingsChanges = z.infer<typeof settingsChangesSchema>

export const withSettings = (settings: Settings, { limits, ...changes }: SettingsChanges): Settings => ({
  ...settings,
  ...changes,
  limits: { ...settings.limits, ...limits },
})
