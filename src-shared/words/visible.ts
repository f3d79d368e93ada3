/**
 * What a terminal would act on instead of showing it: control characters (C0, DEL, C1), line separators, and the marks
 * that turn the direction of text, with which `gpj.exe` reads as `exe.jpg`.
 */
const HIDDEN = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/g

const SHORT: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` }

/** A name or a server's words as one line that is safe to print: what is hidden in it is written out. */
export const visible = (text: string): string => text.replace(HIDDEN, (it) => SHORT[it] ?? escaped(it))

/** JSON as one line that is safe to print, and still the same JSON. */
export const visibleJson = (value: unknown): string => JSON.stringify(value).replace(HIDDEN, escaped)

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
