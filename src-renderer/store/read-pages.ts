interface Page<T> {
  readonly entries: readonly T[]
  readonly next: string | null
}

/** More than anybody looks at. */
const MOST = 10_000

/** Reads a list page by page and tells all that is known after each; answers how to stop. */
export function readPages<T>(
  read: (page: string | null) => Promise<Page<T> | null>,
  tell: (all: readonly T[]) => void,
): () => void {
  const stop = new AbortController()
  const { signal } = stop
  void (async () => {
    let all: readonly T[] = []
    for (let page: Page<T> | null = await read(null); page; page = page.next === null ? null : await read(page.next)) {
      if (signal.aborted) return
      all = [...all, ...page.entries]
      tell(all)
      if (all.length >= MOST) return
    }
  })()
  return () => stop.abort()
}
