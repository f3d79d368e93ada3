/** What an item is, and how doors and receipts show it. */
export { withChanges } from './edit-item.ts'
export { changeSinceRead, lookAtFile } from './file-identity.ts'
export { fingerprintOfPath, digestOfPath } from './fingerprint.ts'
export { type ItemResult, resultOf } from './item-result.ts'
export { type QueueItem, detailsOf, receiptOf, viewOf } from './queue-item.ts'
export { type ReceiptForm, receiptText, writeReceipt } from './receipt.ts'
