import { ask } from './commands.ts'

/** Hands a receipt over as a file; the browser or the desktop asks where to. */
export async function saveReceipt(ids: readonly string[], form: 'json' | 'csv', name: string): Promise<void> {
  const receipt = await ask('queue:receipt', { ids: [...ids], form })
  if (!receipt) return
  const url = URL.createObjectURL(new Blob([receipt.text], { type: form === 'json' ? 'application/json' : 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.${form}`
  link.click()
  URL.revokeObjectURL(url)
}
