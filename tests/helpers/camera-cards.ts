import type { LeftOutKind } from '../../src-shared/naming/camera-folders.ts'

/** A card as a camera leaves it, and what a person of that camera would call its clips. */
export interface CameraCard {
  readonly camera: string
  readonly files: readonly string[]
  /** The items it becomes, in the order of recording, each with the name of its flow. */
  readonly clips: readonly (readonly [path: string, name: string])[]
  /** Sound in a file of its own, and its clip. */
  readonly sound?: Readonly<Record<string, string>>
  readonly leftOut: Partial<Record<LeftOutKind, number>>
}

/** File names as the documents that `camera-table.ts` names have them; numbers and dates are made up. */
export const cameraCards: readonly CameraCard[] = [
  {
    camera: 'GoPro',
    files: [
      ...['GX010001', 'GX010002', 'GX020001', 'GX030001'].map((it) => `DCIM/100GOPRO/${it}.MP4`),
      ...['GX010001', 'GX010002', 'GX020001', 'GX030001'].map((it) => `DCIM/100GOPRO/${it}.THM`),
      ...['GL010001', 'GL010002', 'GL020001', 'GL030001'].map((it) => `DCIM/100GOPRO/${it}.LRV`),
      'MISC/version.txt',
    ],
    clips: [
      ['DCIM/100GOPRO/GX[01-03]0001.MP4', 'GX010001'],
      ['DCIM/100GOPRO/GX010002.MP4', 'GX010002'],
    ],
    leftOut: { proxy: 4, thumbnail: 4, index: 1 },
  },
  {
    camera: 'GoPro, older',
    files: [
      ...['GOPR0001', 'GOPR0002', 'GP010001', 'GP020001'].map((it) => `DCIM/100GOPRO/${it}.MP4`),
      ...['GOPR0001', 'GOPR0002', 'GP010001', 'GP020001'].map((it) => `DCIM/100GOPRO/${it}.LRV`),
      'DCIM/100GOPRO/GOPR0002.WAV',
      'DCIM/100GOPRO/GOPR0001.THM',
    ],
    clips: [
      ['DCIM/100GOPRO/GP[00-02]0001.MP4', 'GOPR0001'],
      ['DCIM/100GOPRO/GOPR0002.MP4', 'GOPR0002'],
    ],
    sound: { 'DCIM/100GOPRO/GOPR0002.WAV': 'DCIM/100GOPRO/GOPR0002.MP4' },
    leftOut: { proxy: 4, thumbnail: 1 },
  },
  {
    camera: 'Sony XAVC (M4ROOT)',
    files: [
      ...['C0001', 'C0002'].flatMap((it) => [
        `PRIVATE/M4ROOT/CLIP/${it}.MP4`,
        `PRIVATE/M4ROOT/CLIP/${it}M01.XML`,
        `PRIVATE/M4ROOT/SUB/${it}S03.MP4`,
        `PRIVATE/M4ROOT/THMBNL/${it}T01.JPG`,
      ]),
      'PRIVATE/M4ROOT/MEDIAPRO.XML',
      'PRIVATE/M4ROOT/STATUS.BIN',
    ],
    clips: [
      ['PRIVATE/M4ROOT/CLIP/C0001.MP4', 'C0001'],
      ['PRIVATE/M4ROOT/CLIP/C0002.MP4', 'C0002'],
    ],
    leftOut: { proxy: 2, thumbnail: 2, sidecar: 2, index: 2 },
  },
  {
    camera: 'Sony XDCAM, disc',
    files: [
      ...['C0001', 'C0002'].flatMap((it) => [`Clip/${it}.MXF`, `Clip/${it}M01.XML`, `Sub/${it}S01.MXF`]),
      'Edit/E0001E01.SMI',
      'Edit/E0001M01.XML',
      'INDEX.XML',
      'DISCMETA.XML',
      'MEDIAPRO.XML',
    ],
    clips: [
      ['Clip/C0001.MXF', 'C0001'],
      ['Clip/C0002.MXF', 'C0002'],
    ],
    leftOut: { proxy: 2, sidecar: 2, index: 5 },
  },
  {
    camera: 'Sony XDCAM EX (BPAV)',
    files: [
      ...['709_0001_01', '709_0001_02', '709_0002_01'].flatMap((it) =>
        ['.MP4', '.SMI', 'I01.PPN', 'M01.XML', 'R01.BIM'].map((ending) => `BPAV/CLPR/${it}/${it}${ending}`),
      ),
      'BPAV/MEDIAPRO.XML',
      'BPAV/CUEUP.XML',
    ],
    clips: [
      ['BPAV/CLPR/709_0001_[01-02]/709_0001_[01-02].MP4', '709_0001_01'],
      ['BPAV/CLPR/709_0002_01/709_0002_01.MP4', '709_0002_01'],
    ],
    leftOut: { sidecar: 3, index: 11 },
  },
  {
    camera: 'Panasonic P2',
    files: [
      ...['0009E7', '0010AB'].flatMap((it) => [
        `CONTENTS/VIDEO/${it}.MXF`,
        `CONTENTS/AUDIO/${it}00.MXF`,
        `CONTENTS/AUDIO/${it}01.MXF`,
        `CONTENTS/CLIP/${it}.XML`,
        `CONTENTS/ICON/${it}.BMP`,
        `CONTENTS/PROXY/${it}.MP4`,
      ]),
      'CONTENTS/VOICE/0009E700.WAV',
      'LASTCLIP.TXT',
    ],
    clips: [
      ['CONTENTS/VIDEO/0009E7.MXF', '0009E7'],
      ['CONTENTS/VIDEO/0010AB.MXF', '0010AB'],
    ],
    sound: {
      'CONTENTS/AUDIO/0009E700.MXF': 'CONTENTS/VIDEO/0009E7.MXF',
      'CONTENTS/AUDIO/0009E701.MXF': 'CONTENTS/VIDEO/0009E7.MXF',
      'CONTENTS/AUDIO/0010AB00.MXF': 'CONTENTS/VIDEO/0010AB.MXF',
      'CONTENTS/AUDIO/0010AB01.MXF': 'CONTENTS/VIDEO/0010AB.MXF',
    },
    leftOut: { proxy: 2, thumbnail: 2, memo: 1, index: 3 },
  },
  {
    camera: 'AVCHD',
    files: [
      ...['00000', '00001'].flatMap((it) => [
        `PRIVATE/AVCHD/BDMV/STREAM/${it}.MTS`,
        `PRIVATE/AVCHD/BDMV/CLIPINF/${it}.CPI`,
      ]),
      'PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL',
      'PRIVATE/AVCHD/BDMV/INDEX.BDM',
      'PRIVATE/AVCHD/BDMV/MOVIEOBJ.BDM',
      'PRIVATE/AVCHD/AVCHDTN/THUMB.TDT',
    ],
    clips: [
      ['PRIVATE/AVCHD/BDMV/STREAM/00000.MTS', '00000'],
      ['PRIVATE/AVCHD/BDMV/STREAM/00001.MTS', '00001'],
    ],
    leftOut: { index: 6 },
  },
  {
    camera: 'Canon XF',
    files: [
      ...['AA000101.MXF', 'AA000102.MXF', 'AA000101.SIF', 'AA000102.SIF', 'AA0001.XML', 'AA0001.CIF'].map(
        (it) => `CONTENTS/CLIPS001/AA0001/${it}`,
      ),
      ...['AA000201.MXF', 'AA0002.XML', 'AA0002.CIF'].map((it) => `CONTENTS/CLIPS001/AA0002/${it}`),
      'CONTENTS/CLIPS001/INDEX.MIF',
    ],
    clips: [
      ['CONTENTS/CLIPS001/AA0001/AA0001[01-02].MXF', 'AA000101'],
      ['CONTENTS/CLIPS001/AA0002/AA000201.MXF', 'AA000201'],
    ],
    leftOut: { index: 7 },
  },
  {
    camera: 'Canon, DCIM',
    files: ['DCIM/100CANON/MVI_0001.MP4', 'DCIM/100CANON/MVI_0001.THM', 'DCIM/100CANON/IMG_0002.CR3'],
    clips: [['DCIM/100CANON/MVI_0001.MP4', 'MVI_0001']],
    leftOut: { thumbnail: 1, raw: 1 },
  },
  {
    camera: 'DJI',
    files: [
      'DCIM/100MEDIA/DJI_0001.MP4',
      'DCIM/100MEDIA/DJI_0001.SRT',
      'DCIM/100MEDIA/DJI_0001.LRF',
      'MISC/THM/100/DJI_0001.THM',
      'MISC/THM/100/DJI_0001.SCR',
      'DCIM/DJI_001/DJI_20260404103742_0001_D.MP4',
      'DCIM/DJI_001/DJI_20260404103742_0001_D.LRF',
      'MISC/THM/DJI_001/DJI_20260404103742_0001_D.SCR',
      'MISC/GIS/dji.gis',
    ],
    clips: [
      ['DCIM/100MEDIA/DJI_0001.MP4', 'DJI_0001'],
      ['DCIM/DJI_001/DJI_20260404103742_0001_D.MP4', 'DJI_20260404103742_0001_D'],
    ],
    leftOut: { proxy: 2, thumbnail: 3, sidecar: 1, index: 1 },
  },
  {
    camera: 'Blackmagic',
    files: [
      'A001_08151512_C001.braw',
      'A001_08151512_C001.sidecar',
      'A001_08151515_C002.braw',
      'Proxy/A001_08151512_C001.mp4',
      'Proxy/A001_08151515_C002.mov',
    ],
    clips: [
      ['A001_08151512_C001.braw', 'A001_08151512_C001'],
      ['A001_08151515_C002.braw', 'A001_08151515_C002'],
    ],
    leftOut: { proxy: 2, index: 1 },
  },
  {
    camera: 'RED',
    files: [
      ...['A001_C001_0502AB', 'A001_C002_0502CD'].flatMap((it) => [
        `A001_0502AB.RDM/${it}.RDC/${it}_001.R3D`,
        ...['F', 'H', 'M', 'P'].map((size) => `A001_0502AB.RDM/${it}.RDC/${it}_${size}.mov`),
        `A001_0502AB.RDM/${it}.RDC/${it}.rtn`,
      ]),
      'A001_0502AB.RDM/A001_C001_0502AB.RDC/A001_C001_0502AB_002.R3D',
      'A001_0502AB.RDM/A001_C001_0502AB.RDC/A001_C001_0502AB.RMD',
      'digital_magazine.bin',
    ],
    clips: [
      ['A001_0502AB.RDM/A001_C001_0502AB.RDC/A001_C001_0502AB_[001-002].R3D', 'A001_C001_0502AB_001'],
      ['A001_0502AB.RDM/A001_C002_0502CD.RDC/A001_C002_0502CD_001.R3D', 'A001_C002_0502CD_001'],
    ],
    leftOut: { proxy: 8, thumbnail: 2, index: 2 },
  },
  {
    camera: 'RED, with a second codec',
    files: [
      ...['_001.R3D', '_001.mov'].map((it) => `A002_0502AB.RDM/A002_C001_0502AB.RDC/A002_C001_0502AB${it}`),
      ...['_001.R3D', '_V001.mxf', '_A001.mxf'].map(
        (it) => `A002_0502AB.RDM/A002_C002_0502CD.RDC/A002_C002_0502CD${it}`,
      ),
      ...['_001.mov', '_002.mov'].map((it) => `A002_0502AB.RDM/A002_C003_0502EF.RDC/A002_C003_0502EF${it}`),
    ],
    clips: [
      ['A002_0502AB.RDM/A002_C001_0502AB.RDC/A002_C001_0502AB_001.R3D', 'A002_C001_0502AB_001'],
      ['A002_0502AB.RDM/A002_C002_0502CD.RDC/A002_C002_0502CD_001.R3D', 'A002_C002_0502CD_001'],
      ['A002_0502AB.RDM/A002_C003_0502EF.RDC/A002_C003_0502EF_[001-002].mov', 'A002_C003_0502EF_001'],
    ],
    leftOut: { proxy: 3 },
  },
  {
    camera: 'ARRI',
    files: [
      'A004R1JL/A004C009_100610_R1JL.mov',
      'A004R1JL/A004C010_100610_R1JL.mov',
      'A004R1JL/A004C011_100610_R1JL/A004C011_100610_R1JL.0000001.ari',
      'A004R1JL/A004C011_100610_R1JL/A004C011_100610_R1JL.0000002.ari',
      'A004R1JL/A004R1JL.ale',
      'A004R1JL/A004R1JL_FCP.xml',
    ],
    clips: [
      ['A004R1JL/A004C009_100610_R1JL.mov', 'A004C009_100610_R1JL'],
      ['A004R1JL/A004C010_100610_R1JL.mov', 'A004C010_100610_R1JL'],
    ],
    leftOut: { raw: 2, index: 2 },
  },
]
