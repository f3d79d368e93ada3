import { availableParallelism } from 'node:os'

/**
 * Works on some items at a time, and gives what came of each in the order of the items.
 *
 * @param atOnce how many; as many as this computer has cores where it is left out
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  atOnce: number = availableParallelism(),
): AsyncGenerator<readonly [item: Item, result: Result]> {
  const begun: Promise<readonly [Item, Result]>[] = []
  for (const item of items) {
    const result = work(item).then((it) => [item, it] as const)
    // Whoever waits for the ones before it hears of it later.
    result.catch(() => undefined)
    begun.push(result)
    const next = begun.length >= atOnce ? begun.shift() : undefined
    if (next) yield await next
  }
  for (const rest of begun) yield await rest
}
