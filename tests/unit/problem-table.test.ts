import { describe, expect, it } from 'vitest'
import {
  isConnectionWide,
  isOfTheFile,
  needsAnotherBeginning,
  mayBeEverybodys,
  needsPerson,
  problem,
  problemCodes,
  retriesItself,
  retryRuleOf,
  retryWord,
  type ProblemCode,
} from '../../src-shared/problems.ts'

/**
 * What the engine, the breaker and the doors do about each kind of trouble, once more and in other words: a change of
 * the catalogue is a change of behaviour, and shows here.
 */
const whoseTrouble: Readonly<Record<ProblemCode, string>> = {
  'file-missing': 'person, item, of the file',
  'file-unreadable': 'person, item, of the file',
  'file-empty': 'person, item, of the file',
  'file-changed': 'person, item, of the file',
  'file-too-large': 'never, item, of the file',
  'not-media': 'person, item, of the file',
  'media-damaged': 'person, item, of the file',
  'probe-timeout': 'person, item, of the file',
  'cannot-cut': 'person, item',
  'place-unknown': 'person, item, of the file',
  'playlist-refused': 'person, item',
  'recording-differs': 'person, item, of the file',
  duplicate: 'person, item',
  'ffprobe-missing': 'person, connection, of the file',
  'ffmpeg-missing': 'person, connection',
  'server-unreachable': 'soon 8x 1..60s, connection, may be everybody’s',
  'server-not-tams': 'person, connection, may be everybody’s',
  'server-certificate': 'person, connection, may be everybody’s',
  'client-certificate': 'person, connection, may be everybody’s',
  'certificate-file': 'person, connection',
  'proxy-unreachable': 'soon 8x 1..60s, connection, may be everybody’s',
  'proxy-refused': 'person, connection, may be everybody’s',
  'portal-answered': 'person, connection, may be everybody’s',
  'server-answer-wrong': 'never, item',
  'server-garbled': 'soon 5x 2..60s, item, may be everybody’s',
  'server-error': 'soon 8x 2..120s, connection, may be everybody’s',
  'server-busy': 'soon 12x 2..120s, connection, may be everybody’s',
  'clock-differs': 'person, connection',
  'server-forgets': 'person, connection',
  'server-misplaces': 'person, connection',
  'not-authorised': 'person, connection, may be everybody’s',
  'login-failed': 'person, connection, may be everybody’s',
  'login-unreachable': 'soon 12x 2..120s, connection, may be everybody’s',
  forbidden: 'person, item',
  'flow-read-only': 'person, item',
  'flow-gone': 'person, item, begins anew',
  'request-refused': 'never, item',
  'server-conflict': 'person, item',
  'segment-refused': 'person, item',
  'segment-forgotten': 'soon 4x 1..10s, item',
  'url-expired': 'soon 12x 0..0s, item',
  'signature-refused': 'person, item',
  'link-unsendable': 'person, item',
  'store-refused': 'person, item',
  'store-too-large': 'never, item',
  'store-full': 'person, connection',
  'store-missing': 'person, connection',
  'store-error': 'soon 8x 2..120s, item, may be everybody’s',
  'store-garbled': 'soon 5x 2..60s, item, may be everybody’s',
  'object-missing': 'soon 3x 1..10s, item',
  'store-busy': 'soon 12x 2..120s, item',
  'store-unreachable': 'soon 8x 1..60s, item, may be everybody’s',
  'http-broken': 'soon 4x 0.5..10s, item, may be everybody’s',
  'connection-lost': 'soon 10x 1..60s, item, may be everybody’s',
  stalled: 'soon 6x 1..60s, item, may be everybody’s',
  'checksum-mismatch': 'soon 3x 1..10s, item',
  'other-server': 'person, item, begins anew',
  'object-unreadable': 'person, call',
  'network-lost': 'soon 8x 1..60s, connection',
  'network-metered': 'soon 8x 1..60s, connection',
  'disk-full': 'person, connection',
  'data-in-use': 'person, connection',
  'queue-damaged': 'person, connection',
  'data-unusable': 'person, connection',
  'port-in-use': 'person, call',
  'no-such-path': 'person, call',
  'folder-unreadable': 'person, call',
  'name-unreadable': 'person, call',
  'too-many-files': 'person, call',
  'receipt-unwritable': 'person, call',
  interrupted: 'person, call',
  'nothing-to-add': 'person, call',
  'bad-call': 'never, call',
  'no-such-item': 'never, call',
  'unknown-item': 'never, call',
  'path-not-given': 'person, call',
  'not-here': 'never, call',
  internal: 'person, item',
}

/** The same from what the rest of the program asks. */
function asked(code: ProblemCode): string {
  const it = problem(code)
  const rule = retryRuleOf(it)
  const again = rule
    ? `soon ${rule.tries}x ${rule.firstDelayMs / 1000}..${rule.longestDelayMs / 1000}s`
    : retryWord(code)
  const flags = [
    mayBeEverybodys(it) ? 'may be everybody’s' : '',
    isOfTheFile(it) ? 'of the file' : '',
    needsAnotherBeginning(it) ? 'begins anew' : '',
  ]
  return [again, isConnectionWide(it) ? 'connection' : 'not', ...flags].filter(Boolean).join(', ')
}

describe('whose trouble it is', () => {
  it.each(problemCodes)('%s is dealt with as the table says', (code) => {
    expect(asked(code)).toBe(whoseTrouble[code].replace(/\b(item|call)\b/, 'not'))
  })

  it.each(problemCodes)('%s is tried again by itself, or needs somebody, and never both', (code) => {
    const it = problem(code)
    expect(retriesItself(it)).toBe(!needsPerson(it))
    expect(it.retryable).toBe(retryWord(code) !== 'never')
  })

  it('of the file is settled by nobody but a person, and is not of the server', () => {
    const ofTheFile = problemCodes.map((code) => problem(code)).filter(isOfTheFile)
    expect(ofTheFile.filter((it) => retriesItself(it) || mayBeEverybodys(it))).toEqual([])
  })
})
