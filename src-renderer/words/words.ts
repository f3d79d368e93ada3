import { fillPlaces, type Problem } from '../../src-shared/problems.ts'
import { briefSummary } from '../../src-shared/words/media-summary.ts'
import { bytesInWords, durationInWords, roughTime, speedInWords } from '../../src-shared/words/quantities.ts'
import type { MediaBrief } from '../../src-shared/media-brief.ts'
import { germanProblems } from './de-problems.ts'
import { de } from './de.ts'
import { en, type Words } from './en.ts'

/**
 * Every word of the window, in the person's language.
 *
 * A catalogue is one typed object: a language that lacks a sentence does not compile. `words` always is the one that is
 * spoken; a change of language draws the whole window anew (see `main.tsx`), so nothing keeps an old one.
 */
export type Language = 'en' | 'de'
export type LanguageChoice = 'system' | Language

const catalogues: Readonly<Record<Language, Words>> = { en, de }

export let words: Words = en
/** For numbers and dates: the system's way of writing them where it speaks the same language. */
export let locale = 'en'

const KEY = 'framehaul-language'
const systemLanguage = (): Language => (navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en')

export function chosenLanguage(): LanguageChoice {
  const stored = localStorage.getItem(KEY)
  return stored === 'en' || stored === 'de' ? stored : 'system'
}

/** Speaks a language from now on, also the next time. */
export function speak(choice: LanguageChoice): void {
  if (choice === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, choice)
  const language = choice === 'system' ? systemLanguage() : choice
  words = catalogues[language]
  locale = navigator.language.toLowerCase().startsWith(language) ? navigator.language : language
  document.documentElement.lang = language
}

export const bytes = (n: number): string => bytesInWords(n, locale)
export const speed = (bytesPerSecond: number): string => speedInWords(bytesPerSecond, locale)
export const duration = (seconds: number): string => durationInWords(seconds, locale)
export const timeLeft = (seconds: number): string => words.about(roughTime(seconds))
export const wholeNumber = (n: number): string => n.toLocaleString(locale)
export const timeOfDay = (ms: number): string =>
  new Date(ms).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
export const dayAndTime = (ms: number): string =>
  new Date(ms).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
export const mediaWords = (brief: MediaBrief): string => briefSummary(brief, { ...words.media, locale })

/**
 * A problem as this language says it. One that an older Framehaul wrote down without its values stays as it was
 * written.
 */
export function problemWords(problem: Pick<Problem, 'code' | 'message' | 'remedy' | 'values'>): {
  message: string
  remedy: string
} {
  if (words === en) return problem
  const { message, remedy } = germanProblems[problem.code]
  const lacksValues = /\{\w+\}/.test(message + remedy) && !problem.values
  return lacksValues
    ? problem
    : { message: fillPlaces(message, problem.values ?? {}), remedy: fillPlaces(remedy, problem.values ?? {}) }
}
