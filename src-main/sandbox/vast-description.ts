import type { VastRelease } from './sandbox-context.ts'

const FRACTION = { type: 'object', properties: { numerator: { type: 'integer' }, denominator: { type: 'integer' } } }
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const videoFlows: Readonly<Record<VastRelease, object>> = {
  '6.0': { frame_width: {}, frame_height: {}, frame_rate: { type: 'string', title: 'Frame Rate' } },
  '7.0': {
    frame_width: {},
    frame_height: {},
    frame_rate: { anyOf: [reference('SegmentDuration'), { type: 'null' }] },
  },
  '8.0': { essence_parameters: reference('VideoEssenceParameters') },
}

/** What a build of VAST's server says of itself, as FastAPI makes it of its models; as far as it tells builds apart. */
export function describeVast(release: VastRelease, root: string): object {
  const time = release === '8.0' ? reference('TimeRange') : { type: 'string', title: 'Timerange' }
  return {
    openapi: '3.1.0',
    paths: {
      [`${root}/sources`]: { get: {}, post: {} },
      [`${root}/flows`]: { get: {}, post: {} },
      [`${root}/flows/{flow_id}/segments`]: {
        get: {},
        post: { requestBody: { content: { 'application/json': { schema: reference('FlowSegment') } } } },
      },
    },
    components: {
      schemas: {
        'VideoFlow-Input': { properties: videoFlows[release] },
        FlowSegment: { properties: { object_id: {}, timerange: time } },
        SegmentDuration: FRACTION,
        TimeRange: { type: 'object', properties: { value: { type: 'string' } }, required: ['value'] },
      },
    },
  }
}
