import { randomUUID } from 'node:crypto'
import { visible, visibleJson } from '../../src-shared/words/visible.ts'
import type { Problem } from '../../src-shared/problems.ts'

/**
 * How a command speaks: results on stdout, everything for people on stderr. Whatever is printed is one line each, with
 * what a terminal would act on made visible: names and servers' words are strangers'.
 */
export interface Output {
  readonly json: boolean
  readonly verbose: boolean
  /** One JSON object as one line; only with `--json`. */
  line: (value: object) => void
  /** A result for people, line by line; only without `--json`. */
  result: (...lines: string[]) => void
  /** A message for people; not with `--quiet`. */
  say: (text: string) => void
  /** A line that is overwritten; only on a terminal. */
  status: (text: string) => void
  problem: (problem: Problem, about?: string) => void
  readonly paint: Paint
}

export interface Paint {
  good: (text: string) => string
  bad: (text: string) => string
  faint: (text: string) => string
}

export function openOutput(options: {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}): Output {
  const { stdout, stderr } = process
  const colour = stderr.isTTY && !process.env['NO_COLOR']
  // Our own colours go through the same door as everything else, under a mark that no name can know.
  const mark = randomUUID()
  const paint = (code: number) => (text: string) => (colour ? `${mark}[${code}m${text}${mark}[0m` : text)
  const safe = (line: string) => visible(line).replaceAll(mark, '\u001b')
  const paints: Paint = { good: paint(32), bad: paint(31), faint: paint(2) }
  let statusShown = false
  const clear = () => {
    if (statusShown) stderr.write('\r\u001b[K')
    statusShown = false
  }
  return {
    json: options.json,
    verbose: options.verbose,
    paint: paints,
    line: (value) => {
      if (options.json) stdout.write(`${visibleJson(value)}\n`)
    },
    result: (...lines) => {
      if (options.json) return
      clear()
      stdout.write(lines.map((it) => `${safe(it)}\n`).join(''))
    },
    say: (text) => {
      if (options.quiet) return
      clear()
      stderr.write(`${safe(text)}\n`)
    },
    status: (text) => {
      if (!stderr.isTTY || options.quiet || options.json) return
      stderr.write(`\r\u001b[K${visible(text).slice(0, (stderr.columns || 80) - 1)}`)
      statusShown = true
    },
    problem: (problem, about) => {
      clear()
      const sentence = about ? `${about}: ${problem.message}` : problem.message
      const detail = options.verbose && problem.detail ? problem.detail.split('\n') : []
      const lines = [paints.bad(sentence), `  ${problem.remedy}`, ...detail.map((it) => paints.faint(`  ${it}`))]
      stderr.write(lines.map((it) => `${safe(it)}\n`).join(''))
    },
  }
}
