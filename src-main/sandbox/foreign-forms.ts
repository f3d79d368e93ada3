import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type {
  guideFlowShape,
  guideSourceShape,
  vastFractionFlowShape,
  vastSourceShape,
  vastTextFlowShape,
} from './request-shapes.ts'
import type { Doc } from './store-tables.ts'

/** Turns what the other two dialects send into the specification's documents, so that any reader understands them. */

/** What tells the guide's bodies from VAST's: only the latter name a format. */
export const speaksGuide = (body: unknown): boolean => typeof body !== 'object' || body === null || !('format' in body)

export const sourceFromVast = (body: z.infer<typeof vastSourceShape>): Doc =>
  defined({
    id: body.id,
    format: body.format,
    label: body.label,
    description: body.description,
    tags: body.tags ?? {},
  })

export const sourceFromGuide = (body: z.infer<typeof guideSourceShape>): Doc =>
  defined({
    id: randomUUID(),
    format: 'urn:x-nmos:format:video',
    label: body.name,
    description: body.description,
    tags: defined({ type: body.type || undefined, location: body.location || undefined }),
  })

export function flowFromVast(body: z.infer<typeof vastTextFlowShape | typeof vastFractionFlowShape>): Doc {
  const { id, source_id, format, codec, container, label, description, tags } = body
  return defined({
    id,
    source_id,
    format,
    codec,
    container,
    label,
    description,
    tags: tags ?? {},
    essence_parameters: essence(body, format === 'urn:x-nmos:format:video'),
  })
}

const GUIDE_FORMATS = {
  VideoFlow: 'urn:x-nmos:format:video',
  AudioFlow: 'urn:x-nmos:format:audio',
  ImageFlow: 'urn:x-tam:format:image',
  DataFlow: 'urn:x-nmos:format:data',
} as const

export function flowFromGuide(body: z.infer<typeof guideFlowShape>): Doc {
  const { source_id: named, ...tags } = body.tags ?? {}
  return defined({
    id: randomUUID(),
    source_id: typeof named === 'string' ? named : randomUUID(),
    format: GUIDE_FORMATS[body.type],
    codec: body.content_format.codec,
    container: body.content_format.mime_type,
    label: body.name,
    description: body.description,
    tags,
    essence_parameters: essence(body.content_format, body.type === 'VideoFlow'),
  })
}

/** `[00:00:00.000,00:05:00.000)` as a range of the specification. */
export function rangeFromGuide(text: string): string {
  const seconds = (clock: string) => {
    const [hours = '0', minutes = '0', rest = '0.0'] = clock.split(':')
    const [whole = '0', millis = '0'] = rest.split('.')
    return `${Number(hours) * 3600 + Number(minutes) * 60 + Number(whole)}:${Number(millis) * 1_000_000}`
  }
  const [start = '', end = ''] = text.slice(1, -1).split(',')
  return `[${seconds(start)}_${seconds(end)}${text.endsWith(']') ? ']' : ')'}`
}

interface FlatEssence {
  readonly frame_width?: number | undefined
  readonly frame_height?: number | undefined
  readonly frame_rate?: string | { readonly numerator: number; readonly denominator?: number | undefined } | undefined
  readonly sample_rate?: number | undefined
  readonly bits_per_sample?: number | undefined
  readonly channels?: number | undefined
}

function essence(flat: FlatEssence, isVideo: boolean): Doc {
  const { frame_rate: rate = '' } = flat
  const [numerator, denominator] =
    typeof rate === 'string' ? rate.split('/').map(Number) : [rate.numerator, rate.denominator ?? 1]
  return defined({
    frame_width: flat.frame_width,
    frame_height: flat.frame_height,
    ...(numerator && denominator ? { frame_rate: { numerator, denominator } } : isVideo ? { vfr: true } : {}),
    sample_rate: flat.sample_rate,
    bit_depth: flat.bits_per_sample,
    channels: flat.channels,
  })
}

const defined = (doc: Record<string, unknown>): Doc =>
  Object.fromEntries(Object.entries(doc).filter(([, value]) => value !== undefined))
