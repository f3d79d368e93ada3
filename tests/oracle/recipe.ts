import { dice, type Dice } from '../chaos/seeded.ts'

/** What is made of media that was encoded straight on. */
export const changes = [
  'nothing',
  // Begins some seconds after zero.
  'offset',
  // The 33 bits of its clock run over in the middle.
  'wrap',
  // Two recordings one after the other, each with a clock of its own.
  'joined',
  // Begins in the middle of a group of pictures, as a live capture does.
  'mid-group',
  // An edit list hides its beginning.
  'trimmed',
  // Its last fifth is not there.
  'truncated',
  'late-sound',
  'short-sound',
] as const
export type Change = (typeof changes)[number]

/** A file of a second or three. */
export interface Recipe {
  readonly seed: number
  /** ffmpeg's name of the container. */
  readonly format: string
  readonly extension: string
  readonly seconds: number
  readonly video: VideoRecipe | null
  readonly audio: AudioRecipe | null
  readonly change: Change
}

export interface VideoRecipe {
  readonly codec: string
  /** `N/D`; of a variable one the grid that some pictures are left out of. */
  readonly rate: string
  readonly isVariable: boolean
  readonly bFrames: number
  readonly groupPictures: number
  readonly isOpenGroup: boolean
}

export interface AudioRecipe {
  readonly codec: string
  readonly sampleRate: number
  readonly channels: number
}

interface Container {
  readonly format: string
  readonly extension: string
  readonly video: readonly string[]
  readonly audio: readonly string[]
  readonly changes: readonly Change[]
}

const everywhere: readonly Change[] = ['nothing', 'nothing', 'late-sound', 'short-sound']

/** What each container was seen to take from ffmpeg. */
const containers: readonly Container[] = [
  {
    format: 'mp4',
    extension: 'mp4',
    video: ['libx264', 'libx264', 'libx265', 'mpeg4'],
    audio: ['aac', 'aac', 'libmp3lame', 'ac3', 'libopus', 'flac'],
    changes: [...everywhere, 'offset', 'trimmed', 'truncated'],
  },
  {
    format: 'mov',
    extension: 'mov',
    video: ['libx264', 'prores', 'mjpeg'],
    audio: ['aac', 'pcm_s16le', 'pcm_s24le'],
    changes: [...everywhere, 'offset', 'trimmed'],
  },
  {
    format: 'matroska',
    extension: 'mkv',
    video: ['libx264', 'libx265', 'mpeg4', 'mpeg2video', 'libvpx-vp9', 'mjpeg'],
    audio: ['aac', 'libmp3lame', 'ac3', 'libopus', 'libvorbis', 'flac', 'pcm_s16le'],
    changes: [...everywhere, 'offset', 'truncated'],
  },
  {
    format: 'webm',
    extension: 'webm',
    video: ['libvpx-vp9'],
    audio: ['libopus', 'libvorbis'],
    changes: [...everywhere, 'offset'],
  },
  {
    format: 'mpegts',
    extension: 'ts',
    video: ['libx264', 'libx264', 'mpeg2video', 'libx265'],
    audio: ['aac', 'mp2', 'ac3', 'libmp3lame'],
    changes: [...everywhere, 'offset', 'wrap', 'joined', 'mid-group', 'truncated'],
  },
  {
    format: 'avi',
    extension: 'avi',
    video: ['mpeg4', 'mjpeg', 'libx264'],
    audio: ['libmp3lame', 'pcm_s16le', 'ac3'],
    changes: [...everywhere, 'truncated'],
  },
  { format: 'flv', extension: 'flv', video: ['libx264'], audio: ['aac', 'libmp3lame'], changes: everywhere },
  { format: 'mxf', extension: 'mxf', video: ['mpeg2video'], audio: ['pcm_s16le'], changes: ['nothing'] },
  { format: 'vob', extension: 'mpg', video: ['mpeg2video'], audio: ['mp2', 'ac3'], changes: ['nothing', 'late-sound'] },
  { format: 'asf', extension: 'wmv', video: ['wmv2'], audio: ['wmav2'], changes: ['nothing'] },
  sound('wav', 'wav', ['pcm_s16le', 'pcm_s24le', 'pcm_f32le', 'adpcm_ima_wav'], ['nothing', 'truncated']),
  sound('ipod', 'm4a', ['aac'], ['nothing', 'offset', 'trimmed']),
  sound('mp3', 'mp3', ['libmp3lame'], ['nothing', 'truncated']),
  sound('flac', 'flac', ['flac'], ['nothing', 'truncated']),
  sound('ogg', 'ogg', ['libopus', 'libvorbis', 'flac'], ['nothing', 'truncated']),
  sound('adts', 'aac', ['aac'], ['nothing', 'truncated']),
]

function sound(format: string, extension: string, audio: readonly string[], changes: readonly Change[]): Container {
  return { format, extension, video: [], audio, changes }
}

const RATES = ['24000/1001', '24/1', '25/1', '25/1', '30000/1001', '30/1', '50/1', '60000/1001', '60/1'] as const

/** Codecs whose pictures may be shown in another order than they are stored. */
const REORDERING: ReadonlySet<string> = new Set(['libx264', 'libx265', 'mpeg4', 'mpeg2video'])
/** Codecs of which every picture stands for itself. */
const INTRA: ReadonlySet<string> = new Set(['prores', 'mjpeg'])

/** The same seed gives the same file, wherever ffmpeg is the same. */
export function recipeOf(seed: number): Recipe {
  const chance = dice(seed)
  const container = chance.pick(containers)
  const hasVideo = container.video.length > 0
  const hasAudio = !hasVideo || chance.roll() < 0.75
  const video = hasVideo ? videoOf(container, chance) : null
  const audio = hasAudio ? audioOf(container, chance) : null
  const change = chance.pick(container.changes)
  const isAboutSound = change === 'late-sound' || change === 'short-sound'
  return {
    seed,
    format: container.format,
    extension: container.extension,
    seconds: chance.pick([1.6, 2.2, 3]),
    video,
    audio,
    change: isAboutSound && !(video && audio) ? 'nothing' : change,
  }
}

function videoOf({ format, video }: Container, chance: Dice): VideoRecipe {
  const codec = chance.pick(video)
  // MPEG-2 has its own rates, and an MXF wants one picture every 1/25 or 1/29.97 s.
  const rate = format === 'mxf' ? chance.pick(['25/1', '30000/1001']) : chance.pick(RATES)
  const keepsTimes = format === 'mp4' || format === 'mov' || format === 'matroska'
  return {
    codec,
    rate,
    isVariable: keepsTimes && codec !== 'mpeg2video' && chance.roll() < 0.15,
    bFrames: REORDERING.has(codec) ? chance.pick([0, 1, 2, 3]) : 0,
    groupPictures: INTRA.has(codec) ? 1 : chance.pick([6, 12, 25, 50]),
    isOpenGroup: codec === 'libx264' || codec === 'libx265' ? chance.roll() < 0.35 : false,
  }
}

function audioOf({ format, audio }: Container, chance: Dice): AudioRecipe {
  const codec = chance.pick(audio)
  const rates: Readonly<Record<string, readonly number[]>> = {
    libopus: [48_000],
    libmp3lame: [32_000, 44_100, 48_000],
    mp2: [32_000, 44_100, 48_000],
    ac3: [32_000, 44_100, 48_000],
    wmav2: [44_100, 48_000],
  }
  const sampleRate =
    format === 'mxf' || format === 'vob'
      ? 48_000
      : format === 'flv'
        ? 44_100
        : chance.pick(rates[codec] ?? [22_050, 44_100, 48_000, 96_000])
  const most = ['libmp3lame', 'mp2', 'wmav2', 'adpcm_ima_wav'].includes(codec) ? [1, 2] : [1, 2, 6]
  return { codec, sampleRate, channels: format === 'mxf' || format === 'flv' ? chance.pick([1, 2]) : chance.pick(most) }
}

/** In one line, for a person who reads a report. */
export function describeRecipe({ extension, seconds, video, audio, change }: Recipe): string {
  const picture = video && [
    video.codec,
    video.isVariable ? `${video.rate} variable` : video.rate,
    `b${video.bFrames}`,
    `g${video.groupPictures}${video.isOpenGroup ? ' open' : ''}`,
  ]
  const heard = audio && [audio.codec, audio.sampleRate, `${audio.channels}ch`]
  return [`.${extension} ${seconds} s`, picture?.join(' '), heard?.join(' '), change].filter(Boolean).join(', ')
}
