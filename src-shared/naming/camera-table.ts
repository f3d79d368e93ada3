/** How a file belongs to a clip: its sound goes with it, the rest is offered and left out. */
export const belongings = ['sound', 'proxy', 'thumbnail', 'memo'] as const
export type BelongingKind = (typeof belongings)[number]

/** What the folders of one make of camera or recorder hold. */
export interface CameraFolder {
  readonly name: string
  /** Folders that a card begins with: all below them is looked into, also where folders in a folder are not. */
  readonly roots: readonly string[]
  /** Folders that begin one where one of these files lies beside them: their names alone would say little. */
  readonly rootsBeside?: { readonly folders: readonly string[]; readonly files: readonly string[] }
  /** Where the clips are. Patterns are ends of paths, whatever the case: see `path-pattern.ts`. */
  readonly clips: readonly string[]
  /** Files that belong to a clip, and which clip that may be; where it is not there, they are clips themselves. */
  readonly belongs: readonly {
    readonly as: BelongingKind
    readonly files: string
    readonly to: readonly string[]
    /** The name of the folder alone says little: others have such folders too. */
    readonly isVague?: true
  }[]
  /** What the camera keeps for itself. Media is never one of these, whatever it is called. */
  readonly indexes: readonly string[]
  /** How the files of one recording are numbered; said in words, told apart in `spanned-recording.ts`. */
  readonly spans: string | null
  /** Where that is published. */
  readonly facts: readonly string[]
}

/** One entry a structure; docs/cameras.md is written from it (`npm run cameras`). */
export const cameraFolders: readonly CameraFolder[] = [
  {
    name: 'GoPro',
    roots: ['DCIM', 'MISC'],
    clips: ['DCIM/###GOPRO/*'],
    belongs: [
      { as: 'proxy', files: 'GL{n}.LRV', to: ['GX{n}.MP4', 'GH{n}.MP4'] },
      { as: 'proxy', files: '{clip}.LRV', to: ['{clip}.MP4', '{clip}.360'] },
      { as: 'thumbnail', files: '{clip}.THM', to: ['{clip}.MP4', '{clip}.360'] },
      { as: 'sound', files: 'DCIM/{n}GOPRO/{clip}.WAV', to: ['DCIM/{n}GOPRO/{clip}.MP4'] },
    ],
    indexes: ['MISC/**', '*.SAV'],
    spans: 'GX010001, GX020001 …; GOPR0001, GP010001 …',
    facts: [
      'GoPro, "Camera File Naming Convention" (community.gopro.com)',
      'Trek View, "gopro-metadata", file naming conventions of HERO10 and MAX',
    ],
  },
  {
    name: 'Sony XAVC (M4ROOT)',
    roots: ['PRIVATE', 'M4ROOT'],
    clips: ['M4ROOT/CLIP/*'],
    belongs: [
      { as: 'proxy', files: 'M4ROOT/SUB/{clip}S##.MP4', to: ['M4ROOT/CLIP/{clip}.MP4'] },
      { as: 'thumbnail', files: 'M4ROOT/THMBNL/{clip}T##.JPG', to: ['M4ROOT/CLIP/{clip}.MP4'] },
    ],
    indexes: ['M4ROOT/*.XML', 'M4ROOT/*.BIN', 'M4ROOT/GENERAL/**'],
    spans: null,
    facts: ['Sony PXW-Z90 operating manual, "File/folder structure on the recording media"'],
  },
  {
    name: 'Sony XDCAM (disc, XDROOT)',
    roots: ['XDROOT'],
    rootsBeside: {
      folders: ['Clip', 'Sub', 'Thmbnl', 'Edit'],
      files: ['INDEX.XML', 'MEDIAPRO.XML', 'DISCMETA.XML'],
    },
    clips: ['XDROOT/Clip/*.MXF', 'Clip/C####.MXF'],
    belongs: [
      { as: 'proxy', files: 'Sub/{clip}S##.MXF', to: ['Clip/{clip}.MXF'] },
      { as: 'proxy', files: 'Sub/{clip}S##.MP4', to: ['Clip/{clip}.MXF'] },
      { as: 'thumbnail', files: 'Thmbnl/{clip}T##.JPG', to: ['Clip/{clip}.MXF'] },
    ],
    indexes: [
      'INDEX.XML',
      'ALIAS.XML',
      'DISCMETA.XML',
      'MEDIAPRO.XML',
      'SYSPRO.XML',
      'Edit/*.SMI',
      'Edit/*M##.XML',
      'Clip/*M##.KLV',
      'Clip/*R##.BIM',
      'XDROOT/**',
    ],
    spans: null,
    facts: ['Sony PDW-F1600 and PDW-HD1500 operating instructions, chapter 6, "File operations"'],
  },
  {
    name: 'Sony XDCAM EX (BPAV)',
    roots: ['BPAV'],
    clips: ['BPAV/CLPR/*/*.MP4'],
    belongs: [],
    indexes: ['BPAV/**'],
    spans: 'CLPR/709_0001_01, CLPR/709_0001_02 …',
    facts: [
      'Apple, "XDCAM Workflow in Final Cut Pro", "Working With Split and Spanned XDCAM EX Clips"',
      'Adobe, XMP Toolkit SDK, the handler of XDCAM EX',
    ],
  },
  {
    name: 'Panasonic P2',
    roots: ['CONTENTS'],
    clips: ['CONTENTS/VIDEO/*.MXF', 'CONTENTS/AVCLIP/*.MXF'],
    belongs: [
      { as: 'sound', files: 'CONTENTS/AUDIO/{clip}##.MXF', to: ['CONTENTS/VIDEO/{clip}.MXF'] },
      {
        as: 'proxy',
        files: 'CONTENTS/PROXY/{clip}.*',
        to: ['CONTENTS/VIDEO/{clip}.MXF', 'CONTENTS/AVCLIP/{clip}.MXF'],
      },
      {
        as: 'thumbnail',
        files: 'CONTENTS/ICON/{clip}.BMP',
        to: ['CONTENTS/VIDEO/{clip}.MXF', 'CONTENTS/AVCLIP/{clip}.MXF'],
      },
      {
        as: 'memo',
        files: 'CONTENTS/VOICE/{clip}##.WAV',
        to: ['CONTENTS/VIDEO/{clip}.MXF', 'CONTENTS/AVCLIP/{clip}.MXF'],
      },
    ],
    indexes: ['CONTENTS/CLIP/*.XML', 'CONTENTS/PROXY/*', 'LASTCLIP.TXT'],
    spans: null,
    facts: [
      'Panasonic AJ-PX5000 operating instructions, "How to handle data recorded on P2 cards"',
      'BBC Ingex, "P2 structure"',
    ],
  },
  {
    name: 'AVCHD',
    roots: ['PRIVATE', 'AVCHD', 'BDMV'],
    clips: ['BDMV/STREAM/*.MTS', 'BDMV/STREAM/*.M2TS'],
    belongs: [],
    indexes: ['BDMV/**', 'AVCHD/**', 'AVCHDTN/**'],
    spans: null,
    facts: [
      'Panasonic AG-CX350 operating instructions, recording data of the AVCHD format',
      'Aero Quartet, "Treasured", where recording media keep their clips',
    ],
  },
  {
    name: 'Canon XF',
    roots: ['CONTENTS'],
    clips: ['CONTENTS/CLIPS###/*.MXF', 'CONTENTS/CLIPS###/*/*.MXF'],
    belongs: [],
    indexes: ['CONTENTS/CLIPS###/**', 'CONTENTS/JOURNAL/**', 'CONTENTS/*.MIF'],
    spans: 'AA000101, AA000102 …',
    facts: [
      'The National Archives, PRONOM fmt/1751 (Canon SIF)',
      'J. Gibbs, "Canon XF folder structure and file naming"',
    ],
  },
  {
    name: 'DJI',
    roots: ['DCIM', 'MISC'],
    clips: ['DCIM/###MEDIA/DJI_*', 'DCIM/DJI_###/DJI_*'],
    belongs: [
      { as: 'proxy', files: '{clip}.LRF', to: ['{clip}.MP4', '{clip}.MOV'] },
      ...['THM', 'SCR'].map((ending) => ({
        as: 'thumbnail' as const,
        files: `MISC/THM/{n}/{clip}.${ending}`,
        to: ['DCIM/{n}MEDIA/{clip}.MP4', 'DCIM/{n}MEDIA/{clip}.MOV', 'DCIM/{n}/{clip}.MP4', 'DCIM/{n}/{clip}.MOV'],
      })),
    ],
    indexes: ['MISC/**'],
    spans: null,
    facts: [
      'P. Glagla, "The files of the camcorder DJI Osmo Pocket 3"',
      'B. Hensel, "What\'s all this stuff on my memory card?"',
    ],
  },
  {
    name: 'Canon and other cameras that write DCIM',
    roots: ['DCIM'],
    clips: ['DCIM/###?????/*'],
    belongs: [{ as: 'thumbnail', files: '{clip}.THM', to: ['{clip}.MOV', '{clip}.MP4', '{clip}.AVI'] }],
    indexes: ['DCIM/CANONMSC/**'],
    spans: null,
    facts: ['JEITA CP-3461, "Design rule for Camera File system" (DCF)'],
  },
  {
    name: 'Blackmagic',
    roots: [],
    rootsBeside: { folders: ['Proxy'], files: ['*.BRAW'] },
    clips: ['*.BRAW', '?###_########_C###.MOV', '?###_########_C###.MP4'],
    belongs: ['MP4', 'MOV'].map((ending) => ({
      as: 'proxy' as const,
      files: `Proxy/{clip}.${ending}`,
      to: ['{clip}.BRAW', '{clip}.MOV', '{clip}.MP4', '{clip}.MXF'],
      isVague: true as const,
    })),
    indexes: ['*.sidecar'],
    spans: null,
    facts: [
      'Blackmagic URSA Cine manual, "File Naming Convention"',
      'DaVinci Resolve 18 manual, "BRAW Sidecar Metadata Files"',
    ],
  },
  {
    name: 'RED',
    roots: ['*.RDM', '*.RDC'],
    clips: ['*.RDC/*_###.R3D', '*.RDC/*_###.MOV'],
    belongs: [
      { as: 'proxy', files: '{folder}.RDC/{clip}_?.MOV', to: ['{folder}.RDC/{clip}_001.R3D'] },
      { as: 'proxy', files: '{folder}.RDC/{clip}_###.MOV', to: ['{folder}.RDC/{clip}_001.R3D'] },
      { as: 'proxy', files: '{folder}.RDC/{clip}_?###.MXF', to: ['{folder}.RDC/{clip}_001.R3D'] },
      { as: 'thumbnail', files: '{folder}.RDC/{clip}.RTN', to: ['{folder}.RDC/{clip}_001.R3D'] },
    ],
    indexes: ['*.RMD', '*.RDM/**', 'digital_mag*.bin'],
    spans: 'A001_C001_0502AB_001, A001_C001_0502AB_002 …',
    facts: [
      'RED, REDCINE-X PRO operation guide, "R3D File Structure"',
      'Apple, "Using Native REDCODE Media with Final Cut Studio"',
    ],
  },
  {
    name: 'ARRI',
    roots: ['?###R???', '?###L???'],
    clips: ['?###C###_######_????.*', '?###C###_########_????.*', '?_####C###_######_*'],
    belongs: [],
    indexes: ['*.ALE', '*_FCP.XML', '*.MHL'],
    spans: null,
    facts: ['ARRI ALEXA user manual, "Card file structure" and "File naming scheme"', 'arri.com, "Editorial workflow"'],
  },
]

/** Recordings and photographs that ffprobe does not read. They are never passed over without a word. */
export const RAW_ENDINGS: readonly string[] = [
  ...['ari', 'arx', 'crm', 'nev', 'dng'],
  ...['cr2', 'cr3', 'arw', 'nef', 'raf', 'rw2', 'gpr'],
]
