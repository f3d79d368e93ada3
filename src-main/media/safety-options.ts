import { allowedFormats } from './allowed-formats.ts'

/**
 * What ffmpeg takes for pictures by their names alone; a `%` in them it reads as the pattern of a sequence. Source:
 * ffmpeg, `libavformat/img2.c`.
 */
const PICTURE_NAMES = new RegExp(
  `\\.(${[
    'jpe?g|jps|mpo|ljpg|jls|png|pns|mng|ppm|pnm|pgm|pgmyuv|pbm|pam|pfm|phm|cri|hdr|alias|pix|mpg[12]-img|mpg4-img',
    'y|raw|bmp|tga|tiff?|dng|sgi|pcx|ptx|pictor|pic|pict|pct|sun|ras|rs|im1|im8|im24|sunras|jp2|j2k|j2c|jpc|jpx|jxl',
    'dpx|exr|webp|xbm|xpm|xface|xwd|qoi|vbn|gem|ximg|wbmp|psd|dds|fits?|yuv10',
  ].join('|')})$`,
  'i',
)

const MOST_BYTES_AT_ONCE = 512 * 1024 ** 2

/** Options that every run of ffprobe and ffmpeg shares: only this one file, and nothing that it points to. */
export function safetyOptions(path: string): string[] {
  return [
    '-v',
    'error',
    '-protocol_whitelist',
    'file',
    '-format_whitelist',
    allowedFormats.join(','),
    // A picture of 200 bytes may claim to have 256 million pixels, which are told without being decoded.
    '-max_alloc',
    String(MOST_BYTES_AT_ONCE),
    // A `%` in a picture's name is a percent sign.
    ...(path.includes('%') && PICTURE_NAMES.test(path) ? ['-f', 'image2', '-pattern_type', 'none'] : []),
  ]
}
