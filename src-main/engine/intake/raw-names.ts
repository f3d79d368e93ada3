import { isUtf8 } from 'node:buffer'
import { readdir } from 'node:fs/promises'

/** What stands for bytes that are no text, in what Node makes of a name. */
const NO_TEXT = '\uFFFD'

/** Whether a name may be one that cannot be opened as it is read: on Linux a name is any bytes. */
export const mayBeNoText = (name: string): boolean => name.includes(NO_TEXT)

/**
 * The names in a folder that are not UTF-8, with what Node makes of them, and written so that a person can find them:
 * every byte that is no text as `\xE9`.
 */
export async function namesThatAreNoText(
  folder: string,
): Promise<{ readonly read: string; readonly written: string }[]> {
  const names = await readdir(folder, { encoding: 'buffer' }).catch(() => [])
  return names.filter((it) => !isUtf8(it)).map((it) => ({ read: it.toString(), written: escaped(it) }))
}

function escaped(name: Buffer): string {
  let text = ''
  for (let at = 0; at < name.length;) {
    const length = [1, 2, 3, 4].find((it) => at + it <= name.length && isUtf8(name.subarray(at, at + it))) ?? 0
    text += length > 0 ? name.toString('utf8', at, at + length) : `\\x${name.toString('hex', at, at + 1).toUpperCase()}`
    at += Math.max(1, length)
  }
  return text
}
