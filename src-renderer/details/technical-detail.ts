import type { ItemView } from '../../src-shared/item/item.ts'

/**
 * What an engineer needs to be sent: everything the window knows of an item, as text. Links and secrets never reach the
 * window.
 */
export const technicalDetail = (item: ItemView): string => JSON.stringify(item, null, 2)
