/**
 * The demuxers that ffprobe may use, by ffmpeg's names.
 *
 * [Note: Playlists never open other files] A playlist (HLS, DASH, concat, SDP, IMF) makes ffprobe open whatever it
 * names, on this disk or on the network. The protocol whitelist alone still lets it open local files, so the demuxers
 * that follow references are simply not on this list, nor are those that read plain text as subtitles.
 */
export const allowedFormats = [
  'mov',
  'matroska',
  'mpegts',
  'mpeg',
  'mxf',
  'mxg',
  'gxf',
  'avi',
  'wav',
  'w64',
  'aiff',
  'caf',
  'flac',
  'mp3',
  'ogg',
  'aac',
  'ac3',
  'eac3',
  'dts',
  'dtshd',
  'truehd',
  'mlp',
  'amr',
  'ape',
  'tta',
  'wv',
  'au',
  'voc',
  'asf',
  'flv',
  'live_flv',
  'rm',
  'dv',
  'ivf',
  'obu',
  'h264',
  'hevc',
  'vvc',
  'mpegvideo',
  'm4v',
  'vc1',
  'dirac',
  'dnxhd',
  'mjpeg',
  'rawvideo',
  'yuv4mpegpipe',
  'nut',
  'lxf',
  'r3d',
  'wtv',
  'ty',
  'iamf',
  'av1',
  'y4m',
  'rf64',
  'loas',
  'image2',
  'gif',
  'apng',
  'webp_anim',
  'bmp_pipe',
  'dds_pipe',
  'dpx_pipe',
  'exr_pipe',
  'hdr_pipe',
  'j2k_pipe',
  'jpeg_pipe',
  'jpegls_pipe',
  'jpegxl_pipe',
  'jpegxl_anim',
  'pam_pipe',
  'pbm_pipe',
  'pcx_pipe',
  'pgm_pipe',
  'pgmyuv_pipe',
  'png_pipe',
  'ppm_pipe',
  'psd_pipe',
  'sgi_pipe',
  'sunrast_pipe',
  'tiff_pipe',
  'webp_pipe',
  'qoi_pipe',
] as const

/** The ones that hold pictures, which may be moving: a GIF is a picture. */
const IMAGE_FORMATS = /(^|,)(image2|gif|apng|\w+_pipe|webp_anim|jpegxl_anim)(,|$)/
/**
 * ISO files that are pictures (AVIF and HEIF; those with `s` or `v` are animations), by their major brand. Source:
 * ISO/IEC 23008-12, AV1 Image File Format.
 */
const IMAGE_BRANDS = /^(avif|avis|heic|heix|heim|heis|hevc|hevx|hevm|hevs|mif1|msf1)$/

/** Whether a file is a picture, by its format and, of an ISO file, by its major brand. */
export const isImageFormat = (formatName: string, majorBrand: string): boolean =>
  /\bmov\b/.test(formatName)
    ? IMAGE_BRANDS.test(majorBrand)
    : IMAGE_FORMATS.test(formatName) && !formatName.includes('yuv4mpegpipe')
