import { cameraFolders, RAW_ENDINGS, type CameraFolder } from '../src-shared/naming/camera-table.ts'

const code = (names: readonly string[]): string => names.map((it) => `\`${it}\``).join(', ') || '–'

const belonging = ({ belongs }: CameraFolder): string =>
  belongs.map(({ as, files, to }) => `${as}: \`${files}\` of ${code(to)}`).join('<br>') || '–'

const row = (it: CameraFolder): string =>
  `| ${[it.name, code(it.clips), it.spans ?? '–', belonging(it), code(it.indexes)].join(' | ')} |`

const intro = `# Cards as cameras leave them

A folder that is a camera's card, or holds one, becomes what a person of that camera would call its clips. The
table is \`src-shared/naming/camera-table.ts\`; this page is written from it by \`npm run cameras\`.

- **Clips** are imported, in the order of recording and under the names that the camera gave them, unless a
  prefix or a template is asked for. Where two cards count the same, the name begins with the first folder that
  tells them apart.
- **One recording in several files** (GoPro's chapters, spanned clips) is one item and one flow:
  \`GX[01-03]0001.MP4\`. Each file is an object as it is, \`--segment\` does not cut it, and it begins where the
  picture of the one before ended. Files that differ in kind are \`recording-differs\`; where one is larger than
  the 5 GiB of an object, all stay items of their own, in order. A missing number ends a recording. AVCHD, P2,
  Sony XAVC and DJI do not say in their names what belongs together: their clips are items of their own.
- **Sound in files of its own** (P2) goes with its clip, as flows of the clip's name in sources beside it:
  \`Card · sound 1\`. Picture and sound are not one item: an item has one multiplex.
- **Proxies, thumbnails and voice memos** are offered (\`--with-proxies\`, or the box in the window) and not
  taken by themselves; each becomes a flow of its clip's name, in a source beside it: \`Card · proxy\`. A file
  is only one of these where its clip was found too: a folder of proxies alone has them as clips. So has a file
  that is named itself.
- **The camera's own files** are left out, like everything else that is not media. Whatever is left out is
  counted by kind, in \`upload\` and in the window.
- **Raw formats** that ffprobe does not read are left out and said: ${code(RAW_ENDINGS.map((it) => `.${it}`))}.
- A card's folders are looked into without \`--recursive\` too. A folder of several cards needs it.
- **Watched folders** take clips and sound as they come, each chapter as an item of its own, and no proxies or
  thumbnails: those are told by their folder, because they may come before their clips.

In the patterns \`#\` is a digit, \`?\` a character, \`*\` any characters of a name, \`**\` whatever is below,
and \`{clip}\` the same wherever it stands. They are ends of paths; the case does not matter.

| structure | clips | one recording | belongs to a clip | the camera's own |
|---|---|---|---|---|
`

/** docs/cameras.md as the table of structures has it. */
export const camerasPage = (): string =>
  `${intro}${cameraFolders.map(row).join('\n')}

## Where that is published

${cameraFolders.map((it) => `- **${it.name}**: ${it.facts.join('; ')}.`).join('\n')}
`
