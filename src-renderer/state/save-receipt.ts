import { ask } from './commands.ts'

/** Hands a text over as a file; the browser or the desktop asks where to. */
export function saveText(text: string, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

export type ReceiptForm = 'json' | 'csv'
export const saveReceiptText = (text: string, form: ReceiptForm, name: string): void =>
  saveText(text, form === 'json' ? 'application/json' : 'text/csv', `${name}.${form}`)

/** The receipt of some items of the queue. */
export async function saveReceipt(ids: readonly string[], form: ReceiptForm, name: string): Promise<void> {
  const receipt = await ask('queue:receipt', { ids: [...ids], form })
  if (receipt) saveReceiptText(receipt.text, form, name)
}
