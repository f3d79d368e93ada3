import { open, rename } from 'node:fs/promises'
import type { ItemResult } from './item-result.ts'

const COLUMNS = ['path', 'outcome', 'source', 'source_id', 'flow', 'flow_id', 'object_id', 'bytes', 'md5', 'etag', 'timerange', 'problem', 'message'] as const

/** Keeps what became of every file, whole or not at all: written beside, flushed, then put in place. */
export async function writeReceipt(path: string, form: 'json' | 'csv', results: readonly ItemResult[]): Promise<void> {
  const text = form === 'json' ? `${JSON.stringify({ version: 1, written: new Date().toISOString(), items: results }, null, 2)}\n` : csv(results)
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
  const rows = results.map((result) => {
    const { objects: [object], problem, sourceId, flowId, sourceName, flowName } = result
    return [result.path, result.outcome, sourceName, sourceId, flowName, flowId, object?.objectId, object?.bytes, object?.md5, object?.etag, object?.timerange, problem?.code, problem?.message]
  })
  return [COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

/** RFC 4180; a leading sign is quoted with an apostrophe, because spreadsheets run such cells as formulas. */
function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '').replace(/^[=+@\-\t]/, (sign) => `'${sign}`)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
