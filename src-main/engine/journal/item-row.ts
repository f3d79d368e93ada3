import { z } from 'zod'
import { troublesSchema, uploadOptionsSchema } from '../../../src-shared/item/item.ts'
import { itemStateSchema } from '../../../src-shared/item/state.ts'
import { workSchema } from '../../../src-shared/item/work.ts'
import { mediaFactsSchema } from '../../../src-shared/media-facts.ts'
import type { QueueItem } from '../item/index.ts'

/** An item as the table `items` has it, column by column. */
export function toRow(item: QueueItem): (string | number | null)[] {
  return [
    item.id,
    item.position,
    item.path,
    item.name,
    item.size,
    item.modifiedMs,
    item.batch.id,
    item.batch.series,
    item.sourceName,
    item.flowName,
    JSON.stringify(item.options),
    item.addedMs,
    JSON.stringify(item.life.state),
    item.life.runId,
    item.facts && JSON.stringify(item.facts),
    JSON.stringify(item.work),
    item.tries,
    JSON.stringify(item.stepSeconds),
    item.fingerprint,
    JSON.stringify(item.troubles),
  ]
}

const rowSchema = z.object({
  id: z.string(),
  position: z.number(),
  path: z.string(),
  name: z.string(),
  size: z.number(),
  modified_ms: z.number(),
  batch_id: z.string(),
  series: z.string().nullable(),
  source_name: z.string(),
  flow_name: z.string(),
  options: z.string(),
  added_ms: z.number(),
  state: z.string(),
  run_id: z.number(),
  facts: z.string().nullable(),
  work: z.string(),
  tries: z.number(),
  step_seconds: z.string(),
  fingerprint: z.string().nullable(),
  troubles: z.string(),
})

/**
 * The file is a border like any other: what stands in it is checked where it comes in. Throws where it makes no sense.
 */
export function fromRow(raw: unknown): QueueItem {
  const row = rowSchema.parse(raw)
  return {
    id: row.id,
    position: row.position,
    path: row.path,
    name: row.name,
    size: row.size,
    modifiedMs: row.modified_ms,
    batch: { id: row.batch_id, series: row.series },
    sourceName: row.source_name,
    flowName: row.flow_name,
    options: uploadOptionsSchema.parse(JSON.parse(row.options)),
    addedMs: row.added_ms,
    life: { state: itemStateSchema.parse(JSON.parse(row.state)), runId: row.run_id },
    facts: row.facts === null ? null : mediaFactsSchema.parse(JSON.parse(row.facts)),
    work: workSchema.parse(JSON.parse(row.work)),
    tries: row.tries,
    stepSeconds: JSON.parse(row.step_seconds) as QueueItem['stepSeconds'],
    fingerprint: row.fingerprint,
    troubles: troublesSchema.parse(JSON.parse(row.troubles)),
  }
}
