import type { Problem } from '../../src-shared/problems.ts'

/** How a command speaks: results on stdout, everything for people on stderr. */
export interface Output {
  readonly json: boolean
  readonly verbose: boolean
  /** One JSON object as one line; only with `--json`. */
  line: (value: object) => void
  /** A result for people; only without `--json`. */
  result: (text: string) => void
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
  const paint = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
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
      if (options.json) stdout.write(`${JSON.stringify(value)}\n`)
    },
    result: (text) => {
      if (options.json) return
      clear()
      stdout.write(`${text}\n`)
    },
    say: (text) => {
      if (options.quiet) return
      clear()
      stderr.write(`${text}\n`)
    },
    status: (text) => {
      if (!stderr.isTTY || options.quiet || options.json) return
      stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns || 80) - 1)}`)
      statusShown = true
    },
    problem: (problem, about) => {
      clear()
      stderr.write(`${paints.bad(about ? `${about}: ${problem.message}` : problem.message)}\n  ${problem.remedy}\n`)
      if (options.verbose && problem.detail) stderr.write(`${paints.faint(problem.detail.replace(/^/gm, '  '))}\n`)
    },
  }
}
