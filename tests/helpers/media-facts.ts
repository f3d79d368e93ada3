import type { MediaFacts } from '../../src-shared/media-facts.ts'

/** What is known of a file with picture and sound of nine seconds, but for what a test says. */
export const factsWith = (more: Partial<MediaFacts>): MediaFacts => ({
  kind: 'multi',
  container: 'video/matroska',
  timerange: '[0:0_9:0)',
  tracks: [],
  bitRate: null,
  timecode: null,
  truncated: false,
  parts: null,
  partsLook: null,
  ...more,
})
