import { z } from 'zod'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { parseRational, rational, type Rational } from '../../src-shared/time/rational.ts'

/** ffprobe's values are numbers here where they look like one, and text otherwise: `N/A`, `1/90000`. */
const value = z
  .union([z.number(), z.string()])
  .transform((it) => (typeof it === 'string' && /^-?\d+(\.\d+)?$/.test(it) ? Number(it) : it))
  .optional()
const tags = z.record(z.string(), z.union([z.number(), z.string()])).optional()

const rotations = z.array(z.object({ rotation: value })).optional()

const rawStreamSchema = z.object({
  index: z.number().int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: value,
  id: value,
  width: value,
  height: value,
  sample_aspect_ratio: value,
  pix_fmt: value,
  field_order: value,
  color_space: value,
  color_transfer: value,
  color_primaries: value,
  bits_per_raw_sample: value,
  bits_per_sample: value,
  r_frame_rate: value,
  avg_frame_rate: value,
  time_base: value,
  start_pts: value,
  duration_ts: value,
  sample_rate: value,
  channels: value,
  channel_layout: value,
  bit_rate: value,
  side_data_list: rotations,
  tags,
  disposition: z.record(z.string(), value).optional(),
})
export type RawStream = z.infer<typeof rawStreamSchema>

const rawMediaSchema = z.object({
  streams: z.array(rawStreamSchema),
  format: z.object({ format_name: z.string().default(''), start_time: value, duration: value, bit_rate: value, tags }),
})
export type RawMedia = z.infer<typeof rawMediaSchema>

/** Reads what ffprobe printed as JSON; `media-damaged` where that is not what it prints. */
export function parseRawMedia(raw: unknown): Outcome<RawMedia> {
  const parsed = rawMediaSchema.safeParse(raw)
  return parsed.success ? ok(parsed.data) : failed(problem('media-damaged', {}, z.prettifyError(parsed.error)))
}

/** Degrees, as a display matrix says. */
export const rotationOf = ({ side_data_list: beside }: RawStream): number | string | undefined =>
  beside?.find((it) => it.rotation !== undefined)?.rotation

/** Picture or sound that is presented; not a cover. */
export const isEssence = ({ codec_type: type, disposition }: RawStream): boolean =>
  (type === 'video' || type === 'audio') && disposition?.['attached_pic'] !== 1

/** Seconds a tick. */
export const timeBaseOf = ({ time_base: text }: RawStream): Rational =>
  parseRational(String(text ?? '')) ?? rational(1, 1000)
