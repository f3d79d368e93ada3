import type { ApiDescription } from '../api-description.ts'
import { createRegisterHabits, type RegisterHabits } from '../register-segments.ts'

/**
 * How a flow is written for VAST's server: flat with `frame_rate` as text (6.0), flat with it as a fraction (7.0), or
 * with `essence_parameters` as the specification has them (8.0).
 *
 * A build that is sent another's shape may take a picture for data and keep neither size nor rate, without a word: so
 * it is found out before anything is made.
 */
export const flowShapes = ['flat-text', 'flat-fraction', 'nested'] as const
export type FlowShape = (typeof flowShapes)[number]

/** A segment as JSON (7.0), as a form that holds JSON (6.0), or with its times wrapped as `{value}` (8.0). */
export type SegmentShape = 'json' | 'form' | 'wrapped'

/** What a server was found to want; kept as long as the connection. Null where it was not found out yet. */
export interface VastHabits {
  isDescribed: boolean
  flow: FlowShape | null
  segment: SegmentShape
  readonly registering: RegisterHabits
}

export const createVastHabits = (): VastHabits => ({
  isDescribed: false,
  flow: null,
  segment: 'json',
  registering: createRegisterHabits(),
})

/** Takes from the server's own description what it wants. Source: the `openapi.json` that FastAPI makes of models. */
export function learnFrom({ schemas, paths }: ApiDescription, habits: VastHabits): void {
  const flow = propertiesOf(schemas, 'VideoFlow')
  if (flow?.['essence_parameters']) habits.flow = 'nested'
  else if (flow?.['frame_rate'])
    habits.flow = says(flow['frame_rate'], '"type":"string"') ? 'flat-text' : 'flat-fraction'

  const segments = Object.entries(paths).find(([path]) => /\/flows\/\{[^/]+\}\/segments\/?$/.test(path))?.[1]
  const { requestBody: asked } = (segments?.['post'] ?? {}) as { requestBody?: unknown }
  const times = propertiesOf(schemas, 'FlowSegment')?.['timerange']
  if (says(asked, 'multipart/form-data') && !says(asked, 'application/json')) habits.segment = 'form'
  else if (says(times, '#/components/schemas/TimeRange')) habits.segment = 'wrapped'
}

/** Where a model is not answered as it is asked, it has two names. */
function propertiesOf(schemas: ApiDescription['schemas'], name: string): Readonly<Record<string, unknown>> | undefined {
  const schema = (schemas[`${name}-Input`] ?? schemas[name]) as { properties?: Record<string, unknown> } | undefined
  return schema?.properties
}

const says = (part: unknown, text: string): boolean => JSON.stringify(part ?? null).includes(text)
