import { z } from 'zod'
import { checkSchema } from './check.ts'
import { connectionSchema, connectionStatusSchema, holdSchema, serverSchema } from './connection.ts'
import { itemChangesSchema } from './item/edit.ts'
import { itemDetailsSchema, itemViewSchema, uploadOptionsSchema } from './item/item.ts'
import { pictureKinds } from './media-facts.ts'
import { leftOutKinds } from './naming/camera-folders.ts'
import { belongings } from './naming/camera-table.ts'
import { seriesChoicesSchema } from './naming/series-plan.ts'
import type { Outcome } from './outcome.ts'
import { problemSchema } from './problems.ts'
import { settingsChangesSchema, settingsSchema } from './settings.ts'
import { storeFlowSchema, storeSegmentSchema, storeSourceSchema } from './store-content.ts'

/**
 * Everything that the two sides say to each other.
 *
 * Adding a call is one entry here and one handler at every door; a handler that is missing or mistyped does not
 * compile. Calls go from the window to the engine and are parsed by `ask` where they enter. Every answer is an
 * `Outcome`: a call always settles and never rejects across the border. Events go the other way.
 */
const nothing = z.object({}).strict()
const ids = z.object({ ids: z.array(z.string().min(1)).max(100_000) })
const paths = z.array(z.string().min(1).max(32_000)).max(100_000)
const added = z.object({ ids: z.array(z.string()) })
/** What was meant and could not be taken; it stopped nobody else. */
const refused = z.array(z.object({ path: z.string(), problem: problemSchema }))

export const totalsSchema = z.object({
  /**
   * Of the work since the queue was last at rest; what was done in it stays counted, so that a bar never runs
   * backwards.
   */
  bytesSent: z.number(),
  bytesTotal: z.number(),
  bytesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
})
export type Totals = z.infer<typeof totalsSchema>

export const seriesPreviewSchema = z.object({
  files: z.array(z.object({ path: z.string(), relativePath: z.string(), size: z.number(), modifiedMs: z.number() })),
  /** What all of it would be as one series. */
  proposed: seriesChoicesSchema,
  /** Files that belong to one of these by their name. */
  sidecars: z.array(z.object({ path: z.string(), relativePath: z.string(), of: z.string() })),
  /** Sound, proxies, thumbnails and memos of these clips, as cameras leave them; `of` is the clip's path. */
  belonging: z.array(z.object({ path: z.string(), relativePath: z.string(), as: z.enum(belongings), of: z.string() })),
  /** Files in the folder that are not media by their name, left out of the proposal. */
  leftOut: z.array(z.object({ relativePath: z.string(), kind: z.enum(leftOutKinds) })),
  refused,
})
export type SeriesPreview = z.infer<typeof seriesPreviewSchema>

export const folderEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  size: z.number(),
  modifiedMs: z.number(),
})
export type FolderEntry = z.infer<typeof folderEntrySchema>

export const calls = {
  /** Everything a window needs to draw itself. */
  'queue:snapshot': {
    ask: nothing,
    answer: z.object({
      items: z.array(itemViewSchema),
      connection: connectionStatusSchema,
      totals: totalsSchema,
      hold: holdSchema.nullable(),
      damage: problemSchema.nullable(),
    }),
  },
  /** Adds files as they are; folders among the paths are walked. */
  'queue:add': {
    ask: z.object({ paths, options: uploadOptionsSchema.partial().default({}) }),
    /** `leftOut` is how many files of folders were not taken. */
    answer: added.extend({ refused, leftOut: z.number().int() }),
  },
  'queue:pause': { ask: ids, answer: nothing },
  'queue:resume': { ask: ids, answer: nothing },
  'queue:cancel': { ask: ids, answer: nothing },
  'queue:retry': { ask: ids, answer: nothing },
  /** Takes items out of the list; running ones are cancelled first. */
  'queue:remove': { ask: ids, answer: nothing },
  /** Takes back a cancel, or a removal of the last minutes: everything is as it was. */
  'queue:restore': { ask: ids, answer: nothing },
  /** Begins with items that wait to be started. */
  'queue:start': { ask: ids, answer: nothing },
  /** Changes names and tags of items of which nothing is in the store yet; answers those it could change. */
  'queue:edit': {
    ask: z.object({ edits: z.array(z.object({ id: z.string().min(1), changes: itemChangesSchema })).max(100_000) }),
    answer: z.object({ ids: z.array(z.string()) }),
  },
  /** All that is known of one item and is too much for a list. */
  'item:details': { ask: z.object({ id: z.string().min(1) }), answer: itemDetailsSchema },
  /**
   * Small pictures of an item's file as data URLs: one of it, a strip along its time, or the shape of its sound. Empty
   * where it has none.
   */
  'item:pictures': {
    ask: z.object({ id: z.string().min(1), kind: z.enum(pictureKinds) }),
    answer: z.object({ images: z.array(z.string()) }),
  },
  /** Moves items before another one; null is the end. */
  'queue:move': { ask: ids.extend({ before: z.string().nullable() }), answer: nothing },
  /** Reads names and order of a folder (or of some files) and proposes a series; touches nothing. */
  'series:preview': { ask: z.object({ paths }), answer: seriesPreviewSchema },
  /** Adds the files in the order given, each under the flow name that the preview showed. */
  'series:add': {
    ask: z.object({
      choices: seriesChoicesSchema,
      files: z
        .array(
          z.object({
            path: z.string().min(1),
            sourceName: z.string().min(1),
            flowName: z.string().min(1),
            sidecarOf: z.string().min(1).optional(),
          }),
        )
        .min(1)
        .max(100_000),
      options: uploadOptionsSchema.partial().default({}),
    }),
    answer: added,
  },
  'connection:check': { ask: nothing, answer: connectionStatusSchema },
  /** Looks at a server without keeping anything. `secret` is a token, a password or a client secret. */
  'connection:try': {
    ask: z.object({ connection: connectionSchema, secret: z.string().nullable() }),
    answer: connectionStatusSchema,
  },
  /** The servers that are known by name, the embedded store first. */
  'servers:list': { ask: nothing, answer: z.object({ servers: z.array(serverSchema), usedId: z.string() }) },
  /** Keeps a server, new or changed. A `secret` of null leaves the one that is stored. */
  'servers:keep': { ask: z.object({ server: serverSchema, secret: z.string().nullable() }), answer: nothing },
  'servers:use': { ask: z.object({ id: z.string().min(1) }), answer: connectionStatusSchema },
  'servers:forget': { ask: z.object({ id: z.string().min(1) }), answer: nothing },
  /** Checks everything that an upload needs, by making and removing a tiny one. */
  'doctor:run': { ask: nothing, answer: z.object({ checks: z.array(checkSchema) }) },
  'settings:read': { ask: nothing, answer: settingsSchema },
  /** Changes what is said and leaves the rest. */
  'settings:save': { ask: settingsChangesSchema, answer: nothing },
  /**
   * What was uploaded, also what left the list: the latest first, a page at a time. All words of `search` must be
   * found.
   */
  'history:list': {
    ask: z.object({
      search: z.string().max(500),
      before: z.object({ finishedMs: z.number(), id: z.string() }).nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    answer: z.object({ uploads: z.array(itemViewSchema), total: z.number().int() }),
  },
  'history:receipt': {
    ask: z.object({ search: z.string().max(500), form: z.enum(['json', 'csv']) }),
    answer: z.object({ text: z.string() }),
  },
  /** What the connected store has, a page at a time; `page` is what the answer before said. */
  'store:sources': {
    ask: z.object({ page: z.string().nullable() }),
    answer: z.object({ sources: z.array(storeSourceSchema), next: z.string().nullable() }),
  },
  'store:flows': {
    ask: z.object({ sourceId: z.string().min(1), page: z.string().nullable() }),
    answer: z.object({ flows: z.array(storeFlowSchema), next: z.string().nullable() }),
  },
  'store:flow': { ask: z.object({ flowId: z.string().min(1) }), answer: storeFlowSchema },
  'store:segments': {
    ask: z.object({ flowId: z.string().min(1), page: z.string().nullable() }),
    answer: z.object({ segments: z.array(storeSegmentSchema), next: z.string().nullable() }),
  },
  /**
   * Where the window can read an object from: an address of the door, good for a while; the store's own link stays
   * inside.
   */
  'store:play': {
    ask: z.object({ flowId: z.string().min(1), objectId: z.string().min(1), type: z.string().max(200).nullable() }),
    answer: z.object({ address: z.string() }),
  },
  /** Some short clips that came with Framehaul, to try it with. */
  'samples:folder': { ask: nothing, answer: z.object({ path: z.string() }) },
  /** What became of items, as a file to keep. */
  'queue:receipt': { ask: ids.extend({ form: z.enum(['json', 'csv']) }), answer: z.object({ text: z.string() }) },
  /** Versions, server, queue and the last lines of the log, as text to send to an engineer. */
  'door:diagnostics': { ask: nothing, answer: z.object({ text: z.string() }) },
  /** What this door can do. */
  'door:describe': {
    ask: nothing,
    answer: z.object({
      kind: z.enum(['desktop', 'console']),
      nativePickers: z.boolean(),
      version: z.string(),
      home: z.string(),
      /** Whether this build says from where updates come; without, the choice between them means nothing. */
      hasReleaseSite: z.boolean(),
    }),
  },
  'door:pick': { ask: z.object({ what: z.enum(['files', 'folder']) }), answer: z.object({ paths }) },
  /** One folder of this machine, for doors without a native picker. */
  'folder:list': {
    ask: z.object({ path: z.string().max(32_000) }),
    answer: z.object({ path: z.string(), parent: z.string().nullable(), entries: z.array(folderEntrySchema) }),
  },
} as const satisfies Record<string, { ask: z.ZodType; answer: z.ZodType }>

export const events = {
  'queue:changed': z.object({
    /** New or changed items, whole. */
    items: z.array(itemViewSchema),
    removed: z.array(z.string()),
    /** All ids in order; only when the order changed. */
    order: z.array(z.string()).nullable(),
  }),
  'queue:progress': z.object({
    items: z.array(
      z.object({
        id: z.string(),
        bytesSent: z.number(),
        bytesPerSecond: z.number(),
        secondsLeft: z.number().nullable(),
      }),
    ),
    totals: totalsSchema,
  }),
  'connection:changed': connectionStatusSchema,
  /** Somebody asked for it outside of the window: in the system's menu, by a link, by opening files with Framehaul. */
  'door:command': z.discriminatedUnion('command', [
    z.object({
      command: z.enum([
        'add-files',
        'add-folder',
        'settings',
        'servers',
        'doctor',
        'keys',
        'diagnostics',
        'pause-all',
        'resume-all',
        'undo',
      ]),
    }),
    z.object({ command: z.literal('show'), view: z.enum(['queue', 'store', 'history']) }),
    z.object({ command: z.literal('show-in-store'), sourceId: z.string(), flowId: z.string().nullable() }),
    z.object({ command: z.literal('take'), paths, isFolder: z.boolean() }),
  ]),
  /** The doctor has another answer. */
  'doctor:checked': checkSchema,
  /** A watched folder is not there or cannot be read, or is well again (null). */
  'watch:changed': z.object({ path: z.string(), trouble: problemSchema.nullable() }),
  /** The whole queue waits, or goes on. */
  'queue:held': z.object({ hold: holdSchema.nullable() }),
} as const satisfies Record<string, z.ZodType>

export type CallName = keyof typeof calls
/** What the caller writes: fields with a default may be left out. */
export type Ask<N extends CallName> = z.input<(typeof calls)[N]['ask']>
/** What the handler gets: parsed, with the defaults filled in. */
export type Asked<N extends CallName> = z.output<(typeof calls)[N]['ask']>
export type Answer<N extends CallName> = z.output<(typeof calls)[N]['answer']>

export type EventName = keyof typeof events
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>

/** The complete record a door must supply. */
export type Handlers = { readonly [N in CallName]: (asked: Asked<N>) => Promise<Outcome<Answer<N>>> }

export type Call = <N extends CallName>(name: N, ask: Ask<N>) => Promise<Outcome<Answer<N>>>
export type Listen = <N extends EventName>(name: N, heard: (payload: EventPayload<N>) => void) => () => void
export type Announce = <N extends EventName>(name: N, payload: EventPayload<N>) => void

export const isCallName = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name)
export const isEventName = (name: unknown): name is EventName => typeof name === 'string' && Object.hasOwn(events, name)
