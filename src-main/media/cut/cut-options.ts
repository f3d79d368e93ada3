import { allowedFormats } from '../allowed-formats.ts'
import { safetyOptions } from '../read-streams.ts'
import type { PieceForm } from './piece-form.ts'

const PMT_PID = 0x1000

/**
 * What ffmpeg is told: copy these tracks into a stream that a splitter can read, on its standard output.
 *
 * @param follows the file comes through its standard input, because it is still being written
 */
export function cutOptions(path: string, form: PieceForm, follows: boolean): string[] {
  return [
    // What the tracks are is known: ffmpeg need not wait for five seconds of a recording to find out.
    ...(follows
      ? [
          '-v',
          'error',
          '-analyzeduration',
          '500000',
          '-probesize',
          '500000',
          '-protocol_whitelist',
          'pipe',
          '-format_whitelist',
          allowedFormats.join(','),
          '-copyts',
          '-i',
          'pipe:0',
        ]
      : ['-nostdin', ...safetyOptions(path), '-copyts', '-i', `file:${path}`]),
    ...form.tracks.flatMap((it) => ['-map', `0:${it.index}`]),
    '-c',
    'copy',
    '-map_chapters',
    '-1',
    ...(form.format === 'mpegts'
      ? [
          '-f',
          'mpegts',
          '-muxdelay',
          '0',
          '-muxpreload',
          '0',
          '-mpegts_copyts',
          '1',
          '-mpegts_pmt_start_pid',
          String(pmtPid(form)),
          ...form.ids.flatMap((id, index) => ['-streamid', `${index}:${id}`]),
        ]
      : // The index of a fragment is written before it; half a second keeps both small.
        [
          '-f',
          form.format,
          '-movflags',
          'frag_keyframe+delay_moov+default_base_moof',
          '-min_frag_duration',
          '500000',
          ...(form.main.kind === 'audio' ? ['-frag_duration', '500000'] : []),
          '-write_tmcd',
          '0',
        ]),
    'pipe:1',
  ]
}

/** The programme's table must not lie where one of the file's own tracks does. */
export function pmtPid(form: PieceForm): number {
  let pid = PMT_PID
  while (form.ids.includes(pid)) pid += 1
  return pid
}
