import { useEffect, useState } from 'react'
import type { ItemDetails, ItemView } from '../../src-shared/item/item.ts'
import { door } from '../door/open-door.ts'

/** What is too much for a row, asked for when somebody looks, and again when the item went a step on. */
export function useItemDetails(item: ItemView | undefined): ItemDetails | null {
  const [details, setDetails] = useState<{ readonly id: string; readonly it: ItemDetails } | null>(null)
  const id = item?.id
  const when = item && JSON.stringify([item.state.name, item.onTimeline, item.sourceName, item.flowName])
  useEffect(() => {
    if (id === undefined) return undefined
    let isCurrent = true
    void door.call('item:details', { id }).then((answer) => {
      if (isCurrent && answer.ok) setDetails({ id, it: answer.value })
    })
    return () => {
      isCurrent = false
    }
  }, [id, when])
  return details !== null && details.id === id ? details.it : null
}
