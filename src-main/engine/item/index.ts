/** What an item is, and how doors and receipts show it. */
export { withChanges } from './edit-item.ts'
export { fileFacts, hasChanged } from './file-facts.ts'
export { fingerprintOfPath, md5Of } from './fingerprint.ts'
export { type ItemResult, resultOf } from './item-result.ts'
export { type QueueItem, detailsOf, viewOf, viewWithPieces } from './queue-item.ts'
export { type ReceiptForm, receiptText, writeReceipt } from './receipt.ts'
