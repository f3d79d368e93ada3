// The walls of the house (docs/architecture.md): which room may import which.
const rooms = {
  'src-shared': [],
  'src-main/media': ['src-shared'],
  'src-main/way': ['src-shared'],
  'src-main/tams': ['src-shared', 'src-main/way'],
  'src-main/transfer': ['src-shared', 'src-main/way'],
  'src-main/engine': ['src-shared', 'src-main/media', 'src-main/way', 'src-main/tams', 'src-main/transfer'],
  'src-main/sandbox': ['src-shared'],
  'src-main/desktop': ['src-shared', 'src-main/engine', 'src-main/sandbox'],
  'src-main/console': ['src-shared', 'src-main/engine', 'src-main/sandbox'],
  'src-main/cli': ['src-shared', 'src-main/engine', 'src-main/sandbox', 'src-main/console'],
  'src-renderer': ['src-shared'],
}
// From outside, the rooms of the main side are entered through their index; media, way, tams and transfer included.
const mainRooms = ['media', 'way', 'tams', 'transfer', 'engine', 'sandbox', 'console'].map((it) => `src-main/${it}`)

// The engine's own rooms, from the ground up: each may import only those before it (docs/architecture.md).
const floors = [
  'item/',
  'ports.ts',
  'journal/',
  'queue/',
  'servers/',
  'upload/',
  'journal-outage.ts',
  'engine-commands.ts',
  'engine-parts.ts',
  'engine.ts',
  'intake/',
  'doctor/',
  'workspace/',
  'index.ts',
]
const onFloor = (floor) => `^src-main/engine/${floor.replace('.', '\\.')}${floor.endsWith('/') ? '' : '$'}`
const engineRooms = floors.filter((it) => it.endsWith('/'))

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(rooms).map(([room, may]) => ({
      name: `walls-of-${room.replace('/', '-')}`,
      severity: 'error',
      from: { path: `^${room}/` },
      to: { path: '^src-', pathNot: [room, ...may].map((it) => `^${it}/`) },
    })),
    ...mainRooms.map((room) => ({
      name: `through-the-door-of-${room.replace('/', '-')}`,
      severity: 'error',
      from: { path: '^src-', pathNot: `^${room}/` },
      to: { path: `^${room}/`, pathNot: `^${room}/index\\.ts$` },
    })),
    ...floors.slice(0, -1).map((floor, at) => ({
      name: `nothing-above-engine-${floor.replace(/\W/g, '')}`,
      severity: 'error',
      from: { path: onFloor(floor) },
      to: { path: floors.slice(at + 1).map(onFloor) },
    })),
    ...engineRooms.map((room) => ({
      name: `through-the-door-of-engine-${room.replace('/', '')}`,
      severity: 'error',
      from: { path: '^src-', pathNot: onFloor(room) },
      to: { path: onFloor(room), pathNot: `^src-main/engine/${room}index\\.ts$` },
    })),
    {
      name: 'engine-has-no-other-rooms',
      severity: 'error',
      from: { path: '^src-' },
      to: { path: '^src-main/engine/', pathNot: floors.map(onFloor) },
    },
    {
      name: 'electron-lives-in-desktop',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/desktop/' },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'ffmpeg-lives-in-media',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/media/' },
      to: { path: 'fluent-ffmpeg|ffmpeg-static|ffprobe-installer' },
    },
    {
      name: 'shared-knows-no-node',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-knows-no-node',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
