/** A file with one track of a coding in a container, of two seconds. */
export interface PairRecipe {
  readonly name: string
  readonly args: readonly string[]
}

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25:d=2']
/** Noise, because a tone is the same wherever it is cut. */
const SOUND = ['-f', 'lavfi', '-i', 'anoisesrc=d=2:r=48000:seed=7:a=0.3']
const GOP = ['-g', '10']
const larger = (size: string): string[] => ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=25:d=2`]

const named = (coding: string, containers: string, args: readonly string[]): PairRecipe[] =>
  containers.split(' ').map((it) => ({ name: `${coding}.${it}`, args }))

const picture = (coding: string, containers: string, args: readonly string[], input = PICTURE): PairRecipe[] =>
  named(coding, containers, [...input, '-pix_fmt', 'yuv420p', ...GOP, ...args])

const sound = (coding: string, containers: string, args: readonly string[] = ['-c:a', coding]): PairRecipe[] =>
  named(coding, containers, [...SOUND, ...args])

const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2']
const X265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none']

/** Every coding that ffmpeg can make and somebody may bring, in the containers where it is met. */
export const pairRecipes: readonly PairRecipe[] = [
  ...picture('h264', 'mp4 mov mkv ts avi flv h264', X264),
  ...picture('hevc', 'mp4 mkv ts hevc', X265),
  ...picture('av1', 'mp4 mkv webm ivf', ['-c:v', 'libaom-av1', '-cpu-used', '8', '-lag-in-frames', '0']),
  ...picture('vp9', 'webm mp4 mkv ivf', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime']),
  ...picture('vp9-alpha', 'webm', [
    ...['-pix_fmt', 'yuva420p', '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-auto-alt-ref', '0'],
  ]),
  ...picture('vp8', 'webm ivf', ['-c:v', 'libvpx', '-deadline', 'realtime']),
  ...picture('theora', 'ogv mkv', ['-c:v', 'libtheora']),
  ...picture('mpeg4', 'mp4 avi mkv ts', ['-c:v', 'mpeg4', '-bf', '2']),
  ...picture('mpeg2', 'mpg ts mxf mkv m2v', ['-c:v', 'mpeg2video', '-bf', '2']),
  ...picture('mpeg1', 'mpg ts', ['-c:v', 'mpeg1video', '-bf', '2']),
  ...picture('msmpeg4v3', 'avi', ['-c:v', 'msmpeg4']),
  ...picture('msmpeg4v2', 'avi', ['-c:v', 'msmpeg4v2']),
  ...picture('wmv1', 'wmv', ['-c:v', 'wmv1']),
  ...picture('wmv2', 'wmv', ['-c:v', 'wmv2']),
  ...picture('flv1', 'flv', ['-c:v', 'flv']),
  ...picture('mjpeg', 'avi mov mkv', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p']),
  ...picture('prores', 'mov mkv mxf', ['-c:v', 'prores', '-pix_fmt', 'yuv422p10le']),
  ...picture('prores-alpha', 'mov', ['-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le']),
  ...picture(
    'dnxhd',
    'mov mxf mkv',
    ['-c:v', 'dnxhd', '-profile:v', 'dnxhr_lb', '-pix_fmt', 'yuv422p'],
    larger('256x144'),
  ),
  ...picture('dv', 'dv avi mov', ['-c:v', 'dvvideo'], larger('720x576')),
  ...picture('h263', '3gp', ['-c:v', 'h263'], larger('176x144')),
  ...picture('ffv1', 'mkv avi', ['-c:v', 'ffv1']),
  ...picture('huffyuv', 'avi mkv', ['-c:v', 'huffyuv', '-pix_fmt', 'yuv422p']),
  ...picture('utvideo', 'avi', ['-c:v', 'utvideo']),
  ...picture('magicyuv', 'avi', ['-c:v', 'magicyuv']),
  ...picture('qtrle', 'mov', ['-c:v', 'qtrle', '-pix_fmt', 'rgb24']),
  ...picture('png', 'mov avi', ['-c:v', 'png', '-pix_fmt', 'rgb24']),
  ...picture('raw', 'avi mov nut', ['-c:v', 'rawvideo', '-pix_fmt', 'uyvy422']),
  ...picture('raw-planar', 'avi', ['-c:v', 'rawvideo']),
  ...picture('v210', 'mov avi', ['-c:v', 'v210', '-pix_fmt', 'yuv422p10le']),
  ...picture('cfhd', 'mov', ['-c:v', 'cfhd', '-pix_fmt', 'yuv422p10le']),
  ...picture('jpeg2000', 'mxf mov', ['-c:v', 'jpeg2000']),
  ...picture('dirac', 'mov mkv ts', ['-c:v', 'vc2', '-pix_fmt', 'yuv422p']),
  ...picture('cinepak', 'avi', ['-c:v', 'cinepak', '-pix_fmt', 'rgb24']),
  ...picture('svq1', 'mov', ['-c:v', 'svq1', '-pix_fmt', 'yuv410p']),
  ...sound('aac', 'aac m4a mka ts avi'),
  ...sound('aac_latm', 'ts', ['-c:a', 'aac', '-mpegts_flags', 'latm']),
  ...sound('mp3', 'mp3 mka avi ts mp4', ['-c:a', 'libmp3lame']),
  ...sound('mp2', 'mp2 ts mpg mka'),
  ...sound('ac3', 'ac3 mka ts mp4 vob'),
  ...sound('eac3', 'eac3 mka ts mp4'),
  ...sound('dts', 'dts mka ts', ['-strict', '-2', '-ac', '2', '-c:a', 'dca']),
  ...sound('truehd', 'thd mka', ['-strict', '-2', '-ac', '2', '-c:a', 'truehd']),
  ...sound('opus', 'opus webm mka ts mp4', ['-c:a', 'libopus']),
  ...sound('vorbis', 'ogg webm', ['-c:a', 'libvorbis']),
  ...sound('flac', 'flac mka oga mp4'),
  ...sound('alac', 'm4a caf mka'),
  ...sound('wavpack', 'wv mka'),
  ...sound('tta', 'tta mka'),
  ...sound('wmav1', 'wma'),
  ...sound('wmav2', 'wma'),
  ...sound('adpcm_ms', 'wav avi'),
  ...sound('adpcm_ima_wav', 'wav avi'),
  ...sound('adpcm_ima_qt', 'mov'),
  ...sound('adpcm_yamaha', 'wav'),
  ...sound('g722', 'wav mka', ['-ar', '16000', '-c:a', 'g722']),
  ...sound('gsm', 'wav', ['-ar', '8000', '-c:a', 'libgsm_ms']),
  ...sound('speex', 'ogg', ['-ar', '16000', '-c:a', 'libspeex']),
  ...sound('pcm_alaw', 'wav mov', ['-ar', '8000', '-c:a', 'pcm_alaw']),
  ...sound('pcm_mulaw', 'wav au', ['-ar', '8000', '-c:a', 'pcm_mulaw']),
  ...sound('pcm_u8', 'wav'),
  ...sound('pcm_s8', 'aiff'),
  ...sound('pcm_s16le', 'wav mov mka avi mxf w64'),
  ...sound('pcm_s24le', 'wav mov mka mxf'),
  ...sound('pcm_s32le', 'wav mov mka'),
  ...sound('pcm_s16be', 'aiff mov'),
  ...sound('pcm_s24be', 'aiff mov caf'),
  ...sound('pcm_f32le', 'wav mov mka'),
  ...sound('pcm_f64le', 'wav'),
  ...sound('pcm_bluray', 'ts'),
  ...sound('pcm_dvd', 'vob'),
  ...sound('s302m', 'ts', ['-strict', '-2', '-ac', '2', '-c:a', 's302m']),
]
