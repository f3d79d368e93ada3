/** Faults that are put into the engine on purpose, and that the suite must find. */
export const plants = [
  // States of an upload are not written down before what they are about.
  'skip-journal',
  // What was asked and never answered is asked again without a look.
  'blind-post',
  // A 2xx is believed whatever came with it.
  'trust-store',
  // So is a yes to a registration.
  'trust-server',
  // ffmpeg's exit code is believed.
  'trust-cut',
] as const
export type Plant = (typeof plants)[number]
