import { allowedFormats } from '../allowed-formats.ts'
import { safetyOptions } from '../safety-options.ts'
import type { PieceForm } from './piece-form.ts'

const PMT_PID = 0x1000

/**
 * What ffmpeg is told: copy these tracks into a stream that a splitter can read, on its standard output.
 *
 * @param follows the file comes through its standard input, because it is still being written
 */
export function cutOptions(path: string, form: PieceForm, follows: boolean): string[] {
  return [
    ...(follows ? growingInput : ['-nostdin', ...safetyOptions(path), '-copyts', '-i', `file:${path}`]),
    ...form.tracks.flatMap((it) => ['-map', `0:${it.index}`]),
    ...['-c', 'copy'],
    // A recording may begin in the middle of a group of pictures.
    '-copyinkf',
    ...['-map_chapters', '-1'],
    ...(form.format === 'mpegts' ? transportStream(form) : fragments(form)),
    'pipe:1',
  ]
}

/** What the tracks are is known: ffmpeg need not wait for five seconds of a recording to find out. */
const growingInput = [
  ...['-v', 'error'],
  ...['-analyzeduration', '500000', '-probesize', '500000'],
  ...['-protocol_whitelist', 'pipe', '-format_whitelist', allowedFormats.join(',')],
  ...['-copyts', '-i', 'pipe:0'],
]

/** Without a delay each packet of sound is a PES packet of its own, which lies where its time belongs. */
const transportStream = (form: PieceForm): string[] => [
  ...['-f', 'mpegts', '-muxdelay', '0', '-muxpreload', '0', '-mpegts_copyts', '1'],
  ...['-mpegts_pmt_start_pid', String(pmtPid(form))],
  ...form.ids.flatMap((id, index) => ['-streamid', `${index}:${id}`]),
]

/** The index of a fragment is written before it; half a second keeps both small. */
const fragments = (form: PieceForm): string[] => [
  // AAC in a file of its own says with each packet what here the header says.
  ...form.tracks.flatMap((it, index) => (it.codec === 'audio/aac' ? [`-bsf:${index}`, 'aac_adtstoasc'] : [])),
  // FLAC and TrueHD in MP4 are called experimental; in QuickTime this would allow tags that nobody reads.
  ...(form.format === 'mp4' ? ['-strict', '-2'] : []),
  ...['-f', form.format],
  ...['-movflags', 'frag_keyframe+delay_moov+default_base_moof', '-min_frag_duration', '500000'],
  ...(form.main.kind === 'audio' ? ['-frag_duration', '500000'] : []),
  ...['-write_tmcd', '0'],
]

/** The programme's table must not lie where one of the file's own tracks does. */
export function pmtPid(form: PieceForm): number {
  let pid = PMT_PID
  while (form.ids.includes(pid)) pid += 1
  return pid
}
