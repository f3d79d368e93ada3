import type { ItemDetails, ItemView } from '../../src-shared/item/item.ts'

/**
 * What an engineer needs to be sent: everything the window knows of an item, as text. Links and secrets never reach the
 * window.
 */
export const technicalDetail = (item: ItemView, details: ItemDetails | null = null): string =>
  JSON.stringify({ ...item, ...details }, null, 2)
