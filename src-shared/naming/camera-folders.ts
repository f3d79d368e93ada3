import { cameraFolders, RAW_ENDINGS, type BelongingKind } from './camera-table.ts'
import { filled, pathPattern, plainPath, type PathPattern } from './path-pattern.ts'
import { compareNatural } from './natural-order.ts'

/** What a file is that is not imported by itself. */
export const leftOutKinds = ['proxy', 'thumbnail', 'memo', 'sidecar', 'index', 'raw', 'other'] as const
export type LeftOutKind = (typeof leftOutKinds)[number]

interface NamedFile {
  readonly path: string
  readonly relativePath: string
}

/** A file that belongs to a clip which was found with it. */
export interface Belonging extends NamedFile {
  readonly as: BelongingKind
  /** The clip's path. */
  readonly of: string
}

/** A file of a folder that is neither media nor belongs to a clip. */
export interface OtherFile extends NamedFile {
  readonly kind: Extract<LeftOutKind, 'index' | 'raw' | 'other'>
}

export interface SortedFiles<F extends NamedFile> {
  /** The clips, and all media that no camera's structure tells to be anything else; in the order given. */
  readonly files: F[]
  /** In natural order, as the others are. */
  readonly belonging: Belonging[]
  readonly others: OtherFile[]
}

interface Rule {
  readonly as: BelongingKind
  readonly files: PathPattern
  readonly to: readonly string[]
  readonly isVague: boolean
}

const endingOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

const allRules = cameraFolders.flatMap(({ belongs }) =>
  belongs.map(({ as, files, to, isVague = false }): Rule & { readonly ending: string } => ({
    ...{ as, files: pathPattern(files), to, isVague },
    ending: endingOf(files).toLowerCase(),
  })),
)
const ofAnyEnding = allRules.filter((it) => it.ending === '*')
/** Rules by the ending of the files that they are about; few files are asked about more than four. */
const rules = new Map<string, readonly Rule[]>(
  [...Map.groupBy(allRules, (it) => it.ending)].map(([ending, these]) => [ending, [...these, ...ofAnyEnding]]),
)
const rulesFor = (path: string): readonly Rule[] => rules.get(endingOf(path)) ?? ofAnyEnding

const indexes = cameraFolders.flatMap((it) => it.indexes.map(pathPattern))
const clips = cameraFolders.flatMap((it) => it.clips.map(pathPattern))
const raw = new Set(RAW_ENDINGS)
const roots = cameraFolders.flatMap((it) => it.roots.map(pathPattern))
const rootsBeside = cameraFolders.flatMap(({ rootsBeside: it }) =>
  it ? [{ folders: it.folders.map(plainPath), files: it.files.map(pathPattern) }] : [],
)

/**
 * Whether a folder is where a camera's card begins.
 * @param beside the names of the files that lie beside it
 */
export function isOfCard(folder: string, beside: readonly string[]): boolean {
  const plain = plainPath(folder)
  if (roots.some((it) => it.match(plain))) return true
  return rootsBeside.some(
    (it) => it.folders.includes(plain) && beside.some((at) => it.files.some((file) => file.match(plainPath(at)))),
  )
}

/**
 * Tells the clips of cameras' cards from what lies beside them: a folder listing in, what each file is out. A file is
 * only taken for a proxy, a thumbnail or the sound of a clip that is among these files; so nothing is lost where a
 * proxy is all that there is.
 *
 * @param media files whose names end like media @param rest all others
 */
export function sortCameraFiles<F extends NamedFile>(media: readonly F[], rest: readonly NamedFile[]): SortedFiles<F> {
  // Of a folder without a card nobody asks.
  let there: Map<string, string> | null = null
  const find = (clip: string) => {
    there ??= new Map(media.map((it) => [plainPath(it.path), it.path]))
    return there.get(clip) ?? null
  }
  const clipOf = (path: string) => belongingOf(path, find)
  const files: F[] = []
  const belonging: Belonging[] = []
  const others: OtherFile[] = []
  const name = ({ path, relativePath }: NamedFile) => ({ path, relativePath })
  for (const file of media) {
    const found = clipOf(file.path)
    if (found) belonging.push({ ...name(file), ...found })
    else files.push(file)
  }
  for (const file of rest) {
    const found = clipOf(file.path)
    if (found) belonging.push({ ...name(file), ...found })
    else others.push({ ...name(file), kind: kindOfOther(file.path) })
  }
  const inOrder = (a: NamedFile, b: NamedFile) => compareNatural(a.relativePath, b.relativePath)
  return { files, belonging: belonging.sort(inOrder), others: others.sort(inOrder) }
}

/**
 * Which clip a file belongs to, and as what; null where none.
 * @param find the clip at a path (in small letters, with `/`), where there is one
 */
function belongingOf(
  path: string,
  find: (clip: string, isVague: boolean) => string | null,
): { as: BelongingKind; of: string } | null {
  const plain = plainPath(path)
  for (const { as, files, to, isVague } of rulesFor(plain)) {
    const match = files.match(plain)
    if (!match) continue
    const of = to.map((it) => find(filled(it, match), isVague)).find((it) => it !== null && it !== path)
    if (of != null) return { as, of }
  }
  return null
}

/**
 * Whether a file lies where a camera keeps what belongs to clips (not their sound), for those who cannot wait for the
 * clip to come.
 * @param isThere whether a clip is at a path (in small letters, with `/`); asked where the folder alone says little
 */
export function isBesideAClip(path: string, isThere: (clip: string) => boolean): boolean {
  const found = belongingOf(path, (clip, isVague) => (!isVague || isThere(clip) ? clip : null))
  return found !== null && found.as !== 'sound'
}

function kindOfOther(path: string): OtherFile['kind'] {
  const plain = plainPath(path)
  if (raw.has(endingOf(plain))) return 'raw'
  return indexes.some((it) => it.match(plain)) ? 'index' : 'other'
}

/** Whether all of these lie where cameras put clips: then clips are known by the names that the camera gave them. */
export const areCameraClips = (paths: readonly string[]): boolean =>
  paths.length > 0 && paths.map(plainPath).every((path) => clips.some((it) => it.match(path)))
