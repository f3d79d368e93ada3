import { z } from 'zod'

/** The parts of servers' answers that an uploader relies on; everything else passes unread. */

export const serviceShape = z.object({
  name: z.string().optional(),
  type: z.string().optional(),
  api_version: z.string().optional(),
  min_object_timeout: z.string().optional(),
  min_presigned_url_timeout: z.string().optional(),
})

const storeHeaders = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))

/** A server may send us anywhere on the web, and nowhere else: not to files of this computer, not to programs. */
const webUrl = z.url({ protocol: /^https?$/ })

const putUrl = z.union([
  webUrl.transform((url) => ({
    url,
    headers: undefined as Record<string, string> | undefined,
    'content-type': undefined as string | undefined,
  })),
  z.object({ url: webUrl, headers: storeHeaders.optional(), 'content-type': z.string().optional() }),
])

const mediaObject = z.object({ object_id: z.string().min(1), put_url: putUrl, presigned: z.boolean().optional() })

/** Both names that servers give the list. */
export const storageShape = z
  .union([
    z.object({ media_objects: z.array(mediaObject).min(1) }),
    z.object({ storage_locations: z.array(mediaObject).min(1) }),
  ])
  .transform((it) => ('media_objects' in it ? it.media_objects : it.storage_locations))

/** A time or a range as text; VAST's 8.0 wraps it. */
export const timeText = z.union([z.string(), z.object({ value: z.string() }).transform((it) => it.value)])

export const namedShape = z.object({
  id: z.string(),
  label: z.string().nullish(),
  name: z.string().nullish(),
  tags: z.record(z.string(), z.unknown()).nullish(),
})

export const createdShape = z.object({ id: z.string().min(1) })

export const segmentShape = z.object({
  object_id: z.string(),
  get_urls: z.array(z.object({ url: z.string() })).nullish(),
})

/** What lies on a timeline, and where. Others may have written there too: what is wrong with theirs is not ours. */
export const placedShape = z.object({
  object_id: z.string().catch(''),
  timerange: timeText.nullish().catch(null),
})

/** A deletion that goes on. Source: TAMS 8.2, schema `deletion-request`. */
export const deletionShape = z.object({
  id: z.string().min(1).nullish(),
  status: z.string().nullish(),
  error: z.unknown().optional(),
})

/**
 * 200 to a bulk registration: some failed. Source: TAMS 8.2, schema `flow-segment-bulk-failure`. Whatever stands in the
 * list has failed, in whatever words.
 */
export const bulkFailureShape = z.object({ failed_segments: z.array(z.unknown()) })

/** The first place on the web that a segment names to be read from; stores name others too (`s3:` and their own). */
export const readableUrl = (
  segment: { get_urls?: readonly { url: string }[] | null | undefined } | undefined,
): string | null => segment?.get_urls?.find((it) => webUrl.safeParse(it.url).success)?.url ?? null
