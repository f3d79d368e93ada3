/** What systems say when a disk, a card or a share did not give the bytes, as ffmpeg and ffprobe print it. */
const READ_ERRORS = [
  'Input/output error',
  'I/O error',
  'Stale file handle',
  'Stale NFS file handle',
  'No such device',
  'Operation timed out',
  'Connection timed out',
  'Host is down',
]

/** The line that says that the file could not be read; null where none does. Media that is damaged is no read error. */
export const readErrorIn = (said: string): string | null =>
  said
    .split('\n')
    .find((line) => READ_ERRORS.some((it) => line.includes(it)))
    ?.trim() ?? null
