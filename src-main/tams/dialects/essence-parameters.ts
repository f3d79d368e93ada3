import { rational, type Rational } from '../../../src-shared/time/rational.ts'
import { formatUrns, type AudioEssence, type Essence, type VideoEssence } from '../drafts.ts'

/** What a flow of one essence says of it. Source: TAMS 8.2, schemas `flow-video`, `flow-audio` and so on. */
export function monoFields(codec: string, essence: Essence): object {
  const format = formatUrns[essence.format]
  switch (essence.format) {
    case 'video':
      return { format, codec, essence_parameters: videoParameters(essence.video) }
    case 'audio':
      return { format, codec, essence_parameters: audioParameters(essence.audio) }
    case 'data':
      return { format, codec, essence_parameters: {} }
    case 'image':
      return { format, codec, essence_parameters: { frame_width: essence.width, frame_height: essence.height } }
  }
}

function videoParameters(video: VideoEssence): object {
  return {
    frame_width: video.width,
    frame_height: video.height,
    // The schema knows only "fixed and known" or "variable"; where nothing is known, no rate may be claimed.
    ...(video.rate ? { frame_rate: fraction(video.rate) } : { vfr: true }),
    ...(video.interlace ? { interlace_mode: video.interlace } : {}),
    ...(video.bitDepth ? { bit_depth: video.bitDepth } : {}),
    ...(video.colourSpace ? { colorspace: video.colourSpace } : {}),
    ...(video.transfer ? { transfer_characteristic: video.transfer } : {}),
    ...(video.aspect ? { aspect_ratio: fraction(video.aspect) } : {}),
    ...(video.pixelAspect ? { pixel_aspect_ratio: fraction(video.pixelAspect) } : {}),
    ...(video.chroma
      ? { component_type: 'YCbCr', horiz_chroma_subs: video.chroma.horizontal, vert_chroma_subs: video.chroma.vertical }
      : {}),
  }
}

const audioParameters = (audio: AudioEssence): object => ({
  sample_rate: audio.sampleRate,
  channels: audio.channels,
  ...(audio.bitDepth ? { bit_depth: audio.bitDepth } : {}),
  ...(audio.uncompressed ? { unc_parameters: { unc_type: 'interleaved' } } : {}),
})

/** In lowest terms, as numbers. */
export function fraction(value: Rational): { numerator: number; denominator: number } {
  const { numerator, denominator } = rational(value.numerator, value.denominator)
  return { numerator: Number(numerator), denominator: Number(denominator) }
}
