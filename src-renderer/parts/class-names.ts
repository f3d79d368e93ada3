/** One class attribute of several parts, so that a long list stands on several lines; what is empty is left out. */
export const classNames = (...parts: readonly (string | false | null | undefined)[]): string =>
  parts.filter((it) => it !== '' && it !== false && it !== null && it !== undefined).join(' ')
