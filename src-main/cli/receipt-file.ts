import { open, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import type { ReceiptForm } from '../engine/index.ts'

/** What `--receipt` asks for: the extension says the form. */
export function receiptForm(path: string): Outcome<ReceiptForm> {
  const form = /\.(json|csv)$/i.exec(path)?.[1]?.toLowerCase()
  return form === 'json' || form === 'csv'
    ? ok(form)
    : failed(problem('bad-call', { field: `the receipt ${path}; its name ends with .json or .csv` }))
}

/** Why a receipt could not be kept at this path; null where it could. Tried by writing, and nothing is left of it. */
export async function whyNoReceipt(path: string): Promise<Problem | null> {
  const trial = `${path}.${process.pid}.part`
  try {
    const there = await stat(path).catch(() => null)
    if (there?.isDirectory()) return problem('receipt-unwritable', { path }, 'it is a folder')
    await (await open(trial, 'w')).close()
    return null
  } catch (error) {
    return receiptProblem(path, error)
  } finally {
    await rm(trial, { force: true }).catch(() => undefined)
  }
}

export const receiptProblem = (path: string, error: unknown): Problem =>
  problem('receipt-unwritable', { path: resolve(path) }, (error as Error).message)
