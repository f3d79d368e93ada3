import { problem, type Problem } from '../../src-shared/problems.ts'
import { fileBeginning } from './file-beginning.ts'

/** Tells a file that is no media from media that is damaged, by what ffprobe says. */
export async function whyUnreadable(path: string, message: string): Promise<Problem> {
  const detail =
    message
      .replace(/^ffprobe exited with code \d+\s*/, '')
      .replaceAll('file:', '')
      .replace(/Format not on whitelist '[^']*'/, 'a list, a subtitle or another format that is not media itself')
      .trim() || message
  if (/ENOENT|EACCES/.test(message) && /spawn/.test(message)) return problem('ffprobe-missing', {}, detail)
  if (/Permission denied/.test(message)) return problem('file-unreadable', {}, detail)
  if (/No such file or directory/.test(message)) return problem('file-missing', {}, detail)
  const { looksLike, isIsoMedia } = await fileBeginning(path)
  if (looksLike) return problem('not-media', {}, `It looks like ${looksLike}. ${detail}`)
  // ffprobe takes every .mov for QuickTime by its name, and then misses its index: only a first box makes it one.
  const isDamaged =
    /truncat|ended prematurely|killed with signal/i.test(message) ||
    (isIsoMedia && message.includes('moov atom not found'))
  return problem(isDamaged ? 'media-damaged' : 'not-media', {}, detail)
}
