/** Reading media: the only room that runs ffprobe and ffmpeg. */
export { probe, type ProbeOptions } from './probe.ts'
export { findFfmpeg, findFfprobe, type MediaTool } from './media-tools.ts'
export { looksLikeMedia } from './media-names.ts'
export { cutMedia, type CutMedia, type PieceFile } from './cut/cut-media.ts'
export type { PieceTimes } from './cut/cut-points.ts'
export { factsOfPieces, pieceForm } from './cut/piece-form.ts'
