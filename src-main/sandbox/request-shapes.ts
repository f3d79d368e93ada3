import { z } from 'zod'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import { parseTimestamp } from '../../src-shared/time/timestamp.ts'

/**
 * What clients may send. Source: the schemas of TAMS 8.2, and the guide's and the VAST server's forms of
 * docs/servers.md.
 */

export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'not a UUID')
export const formatUrn = z.enum([
  'urn:x-nmos:format:video',
  'urn:x-tam:format:image',
  'urn:x-nmos:format:audio',
  'urn:x-nmos:format:data',
  'urn:x-nmos:format:multi',
])
const mime = z.string().regex(/^[^\s/]+\/[^\s/]+$/, 'not a MIME type')
export const tagsShape = z.record(z.string(), z.union([z.string(), z.array(z.string())]))
const timestamp = z.string().refine((it) => parseTimestamp(it) !== null, 'not a timestamp')
const timerange = z.string().refine((it) => parseTimeRange(it) !== null, 'not a time range')
const fraction = z.object({ numerator: z.int().positive(), denominator: z.int().positive().optional() })
const containerMapping = z.looseObject({
  track_index: z.int().min(0).optional(),
  format_track_index: z.int().min(0).optional(),
})

const common = {
  id: uuid,
  source_id: uuid,
  label: z.string().optional(),
  description: z.string().optional(),
  tags: tagsShape.optional(),
  container: mime.optional(),
  avg_bit_rate: z.int().min(0).optional(),
  max_bit_rate: z.int().min(0).optional(),
  read_only: z.boolean().optional(),
  flow_collection: z
    .array(z.object({ id: uuid, role: z.string().optional(), container_mapping: containerMapping.optional() }))
    .optional(),
  container_mapping: containerMapping.optional(),
}

const videoParameters = z
  .looseObject({
    frame_width: z.int().positive(),
    frame_height: z.int().positive(),
    frame_rate: fraction.optional(),
    vfr: z.boolean().optional(),
  })
  .refine((it) => it.vfr === true || it.frame_rate !== undefined, 'frame_rate must be set unless vfr is true')
  .refine((it) => it.vfr !== true || it.frame_rate === undefined, 'frame_rate must not be set where vfr is true')

/** `PUT /flows/{id}` of the specification. */
export const flowShape = z.discriminatedUnion('format', [
  z.looseObject({
    ...common,
    format: z.literal('urn:x-nmos:format:video'),
    codec: mime,
    essence_parameters: videoParameters,
  }),
  z.looseObject({
    ...common,
    format: z.literal('urn:x-nmos:format:audio'),
    codec: mime,
    essence_parameters: z.looseObject({ sample_rate: z.int().positive(), channels: z.int().positive() }),
  }),
  z.looseObject({
    ...common,
    format: z.literal('urn:x-tam:format:image'),
    codec: mime,
    essence_parameters: z.looseObject({ frame_width: z.int().positive(), frame_height: z.int().positive() }),
  }),
  z.looseObject({
    ...common,
    format: z.literal('urn:x-nmos:format:data'),
    codec: mime,
    essence_parameters: z.looseObject({}),
  }),
  z.looseObject({
    ...common,
    format: z.literal('urn:x-nmos:format:multi'),
    codec: mime.optional(),
    essence_parameters: z.looseObject({}).optional(),
  }),
])

/** `POST /sources` of the VAST server. */
export const vastSourceShape = z.looseObject({
  id: uuid,
  format: formatUrn,
  label: z.string().optional(),
  description: z.string().optional(),
  tags: tagsShape.optional(),
})

const vastFlow = {
  id: uuid,
  source_id: uuid,
  format: formatUrn,
  codec: mime,
  label: z.string().optional(),
  description: z.string().optional(),
  container: mime.optional(),
  frame_width: z.int().positive().optional(),
  frame_height: z.int().positive().optional(),
  sample_rate: z.int().positive().optional(),
  bits_per_sample: z.int().positive().optional(),
  channels: z.int().positive().optional(),
  tags: tagsShape.optional(),
}
const rateText = z.string().regex(/^[1-9]\d*\/[1-9]\d*$/)
const hasBits = (it: { format: string; bits_per_sample?: number | undefined }): boolean =>
  it.format !== 'urn:x-nmos:format:audio' || it.bits_per_sample !== undefined

/** `POST /flows` of VAST's 6.0: flat fields, and the rate as text. */
export const vastTextFlowShape = z
  .looseObject({ ...vastFlow, frame_rate: rateText.optional() })
  .refine(hasBits, 'bits_per_sample must be set')

/** `POST /flows` of VAST's 7.0: the rate is a fraction. */
export const vastFractionFlowShape = z
  .looseObject({ ...vastFlow, frame_rate: fraction.optional() })
  .refine(hasBits, 'bits_per_sample must be set')

/** `POST /sources` of the guide. */
export const guideSourceShape = z.looseObject({
  name: z.string().min(1),
  description: z.string().optional(),
  type: z.string().optional(),
  location: z.string().optional(),
})

/** `POST /flows` of the guide. */
export const guideFlowShape = z.looseObject({
  name: z.string().min(1),
  description: z.string().optional(),
  type: z.enum(['VideoFlow', 'AudioFlow', 'ImageFlow', 'DataFlow']),
  tags: tagsShape.optional(),
  content_format: z.looseObject({
    mime_type: mime,
    codec: mime,
    frame_width: z.int().positive().optional(),
    frame_height: z.int().positive().optional(),
    frame_rate: z
      .string()
      .regex(/^[1-9]\d*\/[1-9]\d*$/)
      .optional(),
    sample_rate: z.int().positive().optional(),
    channels: z.int().positive().optional(),
  }),
})

export const storageShape = z
  .looseObject({
    limit: z.int().min(1).max(1000).optional(),
    object_ids: z.array(z.string().min(1).max(200)).max(1000).optional(),
    storage_id: uuid.optional(),
    content_type: mime.optional(),
    presigned: z.boolean().optional(),
  })
  .refine((it) => it.limit === undefined || it.object_ids === undefined, 'limit and object_ids exclude each other')

export const segmentShape = z.looseObject({
  object_id: z.string().min(1),
  timerange,
  ts_offset: timestamp.optional(),
  last_duration: timestamp.optional(),
  object_timerange: timerange.optional(),
  sample_offset: z.int().optional(),
  sample_count: z.int().optional(),
  key_frame_count: z.int().optional(),
  init_object_id: z.string().optional(),
})
export type SegmentBody = z.infer<typeof segmentShape>

const wrapped = <T>(shape: z.ZodType<T>) => z.object({ value: shape }).transform((it) => it.value)

/** VAST's 8.0: times in an object. */
export const wrappedSegmentShape = z.looseObject({
  object_id: z.string().min(1),
  timerange: wrapped(timerange),
  ts_offset: wrapped(timestamp).optional(),
  last_duration: wrapped(timestamp).optional(),
  key_frame_count: z.int().optional(),
})

/** The guide's segment: ranges on a clock with milliseconds, and counts that must be there. */
export const guideSegmentShape = z.looseObject({
  object_id: z.string().min(1),
  timerange: z
    .string()
    .regex(
      /^\[\d{2,}:\d\d:\d\d\.\d{3},\d{2,}:\d\d:\d\d\.\d{3}[)\]]$/,
      'not a range such as [00:00:00.000,00:05:00.000)',
    ),
  ts_offset: timestamp,
  sample_offset: z.int(),
  sample_count: z.int(),
  key_frame_count: z.int(),
})
