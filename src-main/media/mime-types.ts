/** ffmpeg's codec names and the MIME types TAMS asks for: IANA's where it has one, else the most common. */
const CODECS: Readonly<Record<string, string>> = {
  h264: 'video/h264',
  hevc: 'video/h265',
  vvc: 'video/h266',
  av1: 'video/AV1',
  vp8: 'video/VP8',
  vp9: 'video/VP9',
  prores: 'video/prores',
  dnxhd: 'video/x-dnxhd',
  mpeg1video: 'video/mpeg',
  mpeg2video: 'video/mpeg',
  mpeg4: 'video/mp4v-es',
  msmpeg4v3: 'video/x-msmpeg4v3',
  mjpeg: 'video/jpeg',
  jpeg2000: 'video/jpeg2000',
  dvvideo: 'video/dv',
  h263: 'video/h263',
  theora: 'video/theora',
  vc1: 'video/vc1',
  ffv1: 'video/FFV1',
  rawvideo: 'video/raw',
  v210: 'video/raw',
  cfhd: 'video/x-cineform',
  qtrle: 'video/x-qtrle',
  aac: 'audio/aac',
  mp3: 'audio/mpeg',
  mp2: 'audio/mpeg',
  ac3: 'audio/ac3',
  eac3: 'audio/eac3',
  opus: 'audio/opus',
  vorbis: 'audio/vorbis',
  flac: 'audio/flac',
  alac: 'audio/x-alac',
  dts: 'audio/vnd.dts',
  truehd: 'audio/vnd.dolby.mlp',
  amr_nb: 'audio/AMR',
  amr_wb: 'audio/AMR-WB',
  wmav2: 'audio/x-ms-wma',
  subrip: 'text/x-subrip',
  ass: 'text/x-ass',
  webvtt: 'text/vtt',
  mov_text: 'text/x-tx3g',
  dvb_subtitle: 'video/x-dvb-subtitle',
  eia_608: 'text/x-cea-608',
  bin_data: 'application/octet-stream',
  scte_35: 'application/x-scte35',
  epg: 'application/x-dvb-epg',
}

const IMAGE_CODECS: Readonly<Record<string, string>> = {
  mjpeg: 'image/jpeg',
  png: 'image/png',
  apng: 'image/apng',
  gif: 'image/gif',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
  webp: 'image/webp',
  dpx: 'image/x-dpx',
  exr: 'image/x-exr',
  jpeg2000: 'image/jp2',
  jpegxl: 'image/jxl',
  targa: 'image/x-targa',
  psd: 'image/vnd.adobe.photoshop',
  jpegls: 'image/jls',
  hdr: 'image/vnd.radiance',
  qoi: 'image/x-qoi',
  av1: 'image/avif',
  hevc: 'image/heic',
}

/** The MIME type of a track's coding. */
export function codecMime(codec: string | undefined, isImage: boolean, kind: 'video' | 'audio' | 'other'): string {
  const name = codec ?? 'unknown'
  if (isImage) return IMAGE_CODECS[name] ?? `image/x-${plain(name)}`
  if (/^pcm_f(32|64)/.test(name)) return 'audio/x-raw-float'
  if (/^pcm_[su]\d/.test(name)) return 'audio/x-raw-int'
  if (/^pcm_(a|mu)law/.test(name)) return name === 'pcm_alaw' ? 'audio/PCMA' : 'audio/PCMU'
  return CODECS[name] ?? `${kind === 'other' ? 'application' : kind}/x-${plain(name)}`
}

const CONTAINERS: readonly (readonly [RegExp, string])[] = [
  [/matroska|webm/, 'matroska'],
  [/mpegts/, 'video/mp2t'],
  [/\bmpeg\b/, 'video/mp2p'],
  [/mxf/, 'application/mxf'],
  [/gxf/, 'application/x-gxf'],
  [/avi/, 'video/x-msvideo'],
  [/^(wav|rf64)/, 'audio/wav'],
  [/^w64/, 'audio/x-w64'],
  [/aiff/, 'audio/aiff'],
  [/caf/, 'audio/x-caf'],
  [/flac/, 'audio/flac'],
  [/mp3/, 'audio/mpeg'],
  [/ogg/, 'ogg'],
  [/^aac|loas/, 'audio/aac'],
  [/^ac3/, 'audio/ac3'],
  [/^eac3/, 'audio/eac3'],
  [/asf/, 'asf'],
  [/flv/, 'flv'],
  [/^dv$/, 'video/dv'],
  [/amr/, 'audio/AMR'],
  [/yuv4mpeg/, 'video/x-yuv4mpeg'],
]

/** The MIME type of a file, by what it is and not by its name: `video/…` with pictures, `audio/…` without. */
export function containerMime(
  formatName: string,
  content: {
    readonly hasVideo: boolean
    readonly imageCodec: string | null
    readonly majorBrand: string
    readonly webm: boolean
  },
): string {
  if (content.imageCodec) return content.imageCodec
  const side = content.hasVideo ? 'video' : 'audio'
  if (/\bmov\b/.test(formatName)) return content.majorBrand === 'qt' ? 'video/quicktime' : `${side}/mp4`
  const found = CONTAINERS.find(([pattern]) => pattern.test(formatName))?.[1]
  if (found === 'matroska') return content.webm ? `${side}/webm` : `${side}/matroska`
  if (found === 'ogg') return `${side}/ogg`
  if (found === 'asf') return content.hasVideo ? 'video/x-ms-asf' : 'audio/x-ms-wma'
  if (found === 'flv') return `${side}/x-flv`
  return found ?? `${side}/x-${plain(formatName.split(',')[0] ?? 'unknown')}`
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9.-]+/g, '-') || 'unknown'
