/** What a text says as JSON; undefined where it is none, or is not there. What it holds is for a schema to say. */
export function parseJson(text: string | null | undefined): unknown {
  if (text === null || text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
