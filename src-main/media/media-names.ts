const EXTENSIONS = new Set(
  (
    'mp4 m4v mov qt mxf mkv webm avi ts m2ts mts mpg mpeg m2v vob wmv asf flv f4v 3gp 3g2 ogv dv gxf lxf r3d ' +
    '360 braw ' +
    'mjpeg mjpg y4m ivf obu h264 264 h265 265 hevc ' +
    'wav bwf rf64 w64 aif aiff aifc caf mp3 m4a m4b aac ac3 eac3 ec3 dts flac ogg oga opus amr wma au mp2 mka ' +
    'jpg jpeg png tif tiff dpx exr bmp webp gif jp2 j2k jxl tga psd heic heif avif qoi'
  ).split(' '),
)

/**
 * Whether a name ends like media. Used only to leave obvious others out of a *folder*; a file that is named is read.
 */
export function looksLikeMedia(name: string): boolean {
  const dot = name.lastIndexOf('.')
  return dot > 0 && EXTENSIONS.has(name.slice(dot + 1).toLowerCase())
}

/** What operating systems and storage devices keep for themselves on a card or a share; in small letters. */
const SYSTEM_FOLDERS = new Set([
  // Windows
  '$recycle.bin',
  'recycler',
  'system volume information',
  'found.000',
  // macOS, beside what begins with a dot; and what its archives leave elsewhere
  '__macosx',
  'network trash folder',
  // Linux
  'lost+found',
  // Synology, QNAP and NetApp
  '@eadir',
  '@sharebin',
  '#recycle',
  '#snapshot',
  '@recycle',
  '@recently-snapshot',
  '~snapshot',
])

/**
 * Whether an entry of a folder is nobody's media whatever it is called: hidden (which `._*`, `.Trashes`, `.Trash-1000`
 * and `.Spotlight-V100` are too), or a recycle bin, a snapshot or a store of previews.
 */
export const isOfTheSystem = (name: string): boolean => name.startsWith('.') || SYSTEM_FOLDERS.has(name.toLowerCase())
