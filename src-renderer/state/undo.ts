/** What can be taken back, the latest last. It lives as long as the window. */
const steps: (() => void)[] = []
const MOST = 50

/** Remembers how to take something back; answers what a button does that takes back just this. */
export function undoable(takeBack: () => void): () => void {
  steps.push(takeBack)
  if (steps.length > MOST) steps.shift()
  return () => {
    const at = steps.indexOf(takeBack)
    if (at === -1) return
    steps.splice(at, 1)
    takeBack()
  }
}

/** Takes back the latest; false where there is nothing. */
export function undoLast(): boolean {
  const takeBack = steps.pop()
  takeBack?.()
  return takeBack !== undefined
}
