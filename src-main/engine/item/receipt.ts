import { open, rename } from 'node:fs/promises'
import type { ItemReceipt } from '../../../src-shared/item/item.ts'
import { resultOf, type ItemResult } from './item-result.ts'

export type ReceiptForm = 'json' | 'csv'

const COLUMNS = [
  'path',
  'outcome',
  'source',
  'source_id',
  'flow',
  'flow_id',
  'object_id',
  'bytes',
  'md5',
  'sha256',
  'etag',
  'proof',
  'client',
  'timerange',
  'added',
  'finished',
  'seconds',
  'tries',
  'already',
  'abandoned_objects',
  'problem',
  'message',
] as const

/**
 * What became of a batch, for people who have to show it: every file with its ids, bytes, checksums and how they were
 * proven, timeranges, times and tries. As JSON, or as CSV with a row a file.
 */
export function receiptText(views: readonly ItemReceipt[], form: ReceiptForm, writtenMs: number = Date.now()): string {
  const items = views.map(resultOf)
  if (form === 'csv') return csv(items)
  const done = items.filter((it) => it.outcome === 'done')
  const summary = {
    files: items.length,
    done: done.length,
    failed: items.filter((it) => it.outcome === 'failed').length,
    bytes: done.flatMap((it) => it.objects).reduce((sum, it) => sum + it.bytes, 0),
  }
  return `${JSON.stringify({ version: 2, written: new Date(writtenMs).toISOString(), summary, items }, null, 2)}\n`
}

/** Keeps a receipt whole or not at all: written beside, flushed, then put in place. */
export async function writeReceipt(path: string, text: string): Promise<void> {
  const part = `${path}.${process.pid}.part`
  const file = await open(part, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
}

function csv(results: readonly ItemResult[]): string {
  const rows = results.map((it) => {
    const {
      objects: [object],
      problem,
    } = it
    return [
      it.path,
      it.outcome,
      it.sourceName,
      it.sourceId,
      it.flowName,
      it.flowId,
      object?.objectId,
      object?.bytes,
      object?.md5,
      object?.sha256,
      object?.etag,
      object?.proof,
      object?.client,
      object?.timerange,
      it.added,
      it.finished,
      it.seconds['total'],
      it.tries,
      it.already ? 'yes' : 'no',
      it.abandoned?.objects.join(' '),
      problem?.code,
      problem?.message,
    ]
  })
  return [COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

/** RFC 4180; a leading sign is quoted with an apostrophe, because spreadsheets run such cells as formulas. */
function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '').replace(/^[=+@\-\t]/, (sign) => `'${sign}`)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
