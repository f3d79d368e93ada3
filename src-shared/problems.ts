import { z } from 'zod'

/**
 * The one catalogue of everything that can go wrong where a person can see it.
 *
 * Window, console and command line all read their sentence and remedy here. `docs/problems.md` is checked against it
 * by a test. `{name}` in a sentence is filled from the values that `problem()` is given.
 *
 * `retry` says whether the same attempt can end better: `soon` (the engine tries again by itself), `person` (only after
 * somebody did what the remedy says) or `never`. `scope` tells a fault of one item from one of the whole connection.
 */
interface CatalogueEntry {
  readonly message: string
  readonly remedy: string
  readonly retry: 'soon' | 'person' | 'never'
  readonly scope: 'item' | 'connection' | 'call'
}

const entry = (
  scope: CatalogueEntry['scope'],
  retry: CatalogueEntry['retry'],
  message: string,
  remedy: string,
): CatalogueEntry => ({ scope, retry, message, remedy })

export const catalogue = {
  // The file
  'file-missing': entry(
    'item',
    'person',
    'The file is no longer there.',
    'Put it back where it was, then retry; or remove the item.',
  ),
  'file-unreadable': entry(
    'item',
    'person',
    'This computer does not let Framehaul read the file.',
    'Check the permissions of the file and its folder, then retry.',
  ),
  'file-empty': entry(
    'item',
    'person',
    'The file is empty.',
    'Copy it again from its origin, then retry; or remove the item.',
  ),
  'file-changed': entry(
    'item',
    'person',
    'The file changed after it was read.',
    'Is something still writing to it? Retry when it is finished.',
  ),
  'file-too-large': entry(
    'item',
    'never',
    'The file is larger than one upload link carries ({limit}).',
    'Let it be cut: choose segments instead of whole files (--segment auto), then add it again.',
  ),
  'not-media': entry(
    'item',
    'person',
    'This is not a media file we can read.',
    'Check that it plays on this computer; otherwise remove the item.',
  ),
  'media-damaged': entry(
    'item',
    'person',
    'The media in this file cannot be read.',
    'It may be cut short or still being copied. Copy it again, then retry.',
  ),
  'probe-timeout': entry(
    'item',
    'person',
    'Reading the file took longer than {seconds} seconds.',
    'Is it on a slow or sleeping disk? Retry; if it happens again, copy the file to this computer first.',
  ),
  'cannot-cut': entry(
    'item',
    'person',
    'This file cannot be cut into pieces.',
    'Upload it whole (no segments, up to {limit}), or convert it to MP4, QuickTime or MPEG-TS first.',
  ),
  'playlist-refused': entry(
    'item',
    'person',
    'This playlist cannot be imported.',
    'The detail says why. Media playlists (HLS) whose files lie beside them can be.',
  ),
  duplicate: entry(
    'item',
    'person',
    'The same file is in this store already, as {name}.',
    'Skip it, or upload it again.',
  ),
  'ffprobe-missing': entry(
    'connection',
    'person',
    'The program that reads media (ffprobe) was not found.',
    'Run npm ci again, or install ffmpeg, then retry.',
  ),
  'ffmpeg-missing': entry(
    'connection',
    'person',
    'The program that cuts media (ffmpeg) was not found.',
    'Run npm ci again, or install ffmpeg, then retry.',
  ),

  // The TAMS server
  'server-unreachable': entry(
    'connection',
    'soon',
    'The server at {host} does not answer.',
    'Check the address and the network. What waits continues by itself when the server is back.',
  ),
  'server-not-tams': entry(
    'connection',
    'person',
    'What answers at {host} is not a TAMS server.',
    'Check the address; it usually ends with a path such as /tams or with no path at all.',
  ),
  'server-certificate': entry(
    'connection',
    'person',
    'The certificate of {host} is not trusted by this computer.',
    'Name the certificate authority in the connection (--ca FILE), then retry.',
  ),
  'server-answer-wrong': entry(
    'item',
    'never',
    'The server gave an answer that is not TAMS: {field}.',
    'Show the detail to the people who run the server, or choose another kind of server for this connection.',
  ),
  'server-garbled': entry(
    'item',
    'soon',
    'What came back from {host} is not an answer of a TAMS server.',
    'Framehaul tries again by itself. If it lasts, look for a proxy or a login page in between.',
  ),
  'server-error': entry(
    'connection',
    'soon',
    'The server reported a fault of its own ({status}).',
    'Framehaul tries again by itself. If it lasts, show the detail to the people who run the server.',
  ),
  'server-busy': entry(
    'connection',
    'soon',
    'The server asks for a slower pace ({status}).',
    'Nothing to do: Framehaul waits and tries again.',
  ),
  'clock-differs': entry(
    'connection',
    'person',
    'The clocks of this computer and of the server differ.',
    'Set the clock that is wrong (NTP does it by itself). Upload links live by the server\u2019s.',
  ),
  'not-authorised': entry(
    'connection',
    'person',
    'The server does not accept who we are.',
    'Check the token or the user and password of the connection, then retry.',
  ),
  'login-failed': entry(
    'connection',
    'person',
    'The login server did not give a token.',
    'Check the client id, its secret and the token address of the connection, then retry.',
  ),
  forbidden: entry(
    'item',
    'person',
    'The server does not allow this.',
    'Ask for the right to write to this store, then retry.',
  ),
  'flow-read-only': entry(
    'item',
    'person',
    'The flow is read-only.',
    'Open it for writing in the store, or upload the file as a new flow, then retry.',
  ),
  'flow-gone': entry(
    'item',
    'person',
    'The store no longer has what this upload was writing to.',
    'Retry as a new upload: remove the item and add the file again.',
  ),
  'request-refused': entry(
    'item',
    'never',
    'The server refused what we sent ({status}).',
    'The detail says why. If the kind of server is wrong, choose another one for this connection.',
  ),
  'server-conflict': entry(
    'item',
    'person',
    'The store already has something else under this id.',
    'Remove the item and add the file again; it then gets new ids.',
  ),
  'segment-refused': entry(
    'item',
    'person',
    'The store took the bytes but not their place on the timeline.',
    'The detail says why. Retry registers them again without sending them again.',
  ),

  // The object store
  'url-expired': entry(
    'item',
    'soon',
    'The upload link ran out before the file was sent.',
    'Nothing to do: a new one is requested.',
  ),
  'signature-refused': entry(
    'item',
    'person',
    'The object store did not accept the signature of the upload link.',
    'Compare the clocks of the server and the object store, and check proxies that change headers; then retry.',
  ),
  'store-refused': entry(
    'item',
    'person',
    'The object store refused the file ({code}).',
    'Check with the people who run the store that uploads are allowed, then retry.',
  ),
  'store-too-large': entry(
    'item',
    'never',
    'The object store does not take an object this large.',
    'Split the file into smaller ones, then add those.',
  ),
  'store-missing': entry(
    'connection',
    'person',
    'The bucket that the upload link names does not exist.',
    'Show the detail to the people who run the store, then retry.',
  ),
  'store-error': entry(
    'item',
    'soon',
    'The object store reported a fault of its own ({status}).',
    'Framehaul tries again by itself.',
  ),
  'store-busy': entry(
    'item',
    'soon',
    'The object store asks for a slower pace.',
    'Nothing to do: Framehaul waits and tries again.',
  ),
  'store-unreachable': entry(
    'item',
    'soon',
    'The object store at {host} does not answer.',
    'Check that this computer can reach it. Framehaul tries again by itself.',
  ),
  'http-broken': entry(
    'item',
    'soon',
    'The object store\u2019s answer was not proper HTTP.',
    'Nothing to do: Framehaul sends it again with its other HTTP client.',
  ),
  'connection-lost': entry(
    'item',
    'soon',
    'The connection broke while the file was being sent.',
    'Nothing to do: Framehaul sends it again.',
  ),
  stalled: entry(
    'item',
    'soon',
    'No byte moved for {seconds} seconds.',
    'Framehaul tries again by itself. If it lasts, check the network.',
  ),
  'checksum-mismatch': entry(
    'item',
    'soon',
    'What the object store received is not what is in the file.',
    'Framehaul sends it again. If it lasts, check the disk and the memory of this computer.',
  ),

  'other-server': entry(
    'item',
    'person',
    'This upload began on another server ({server}).',
    'Connect to that server again and retry; or remove the item and add the file anew.',
  ),

  'object-unreadable': entry(
    'call',
    'person',
    'The store names no place to read this object from.',
    'Ask the people who run the store whether it may be read.',
  ),

  // Here
  'network-lost': entry(
    'connection',
    'soon',
    'This computer has no network.',
    'Nothing to do: what waits continues when the network is back.',
  ),
  'network-metered': entry(
    'connection',
    'soon',
    'This network is metered, so uploads wait.',
    'They continue on another network; or allow metered networks in the settings.',
  ),
  'disk-full': entry(
    'connection',
    'person',
    'The disk with Framehaul\u2019s data is full.',
    'Free some space; what waits then continues by itself.',
  ),
  'data-in-use': entry(
    'connection',
    'person',
    'Another Framehaul is working with this data folder.',
    'Use that one, close it, or choose another folder with --data.',
  ),
  'queue-damaged': entry(
    'connection',
    'person',
    'The file that holds the queue was damaged and was set aside.',
    'What could be read of it continues. Compare the list with your files; the detail names the old file.',
  ),
  'data-unusable': entry(
    'connection',
    'person',
    'Framehaul cannot use its data folder.',
    'Check that the folder exists and can be written to, or choose another one with --data.',
  ),
  'port-in-use': entry(
    'call',
    'person',
    'Port {port} is used by another program.',
    'Choose another one with --port, or 0 for any.',
  ),
  'no-such-path': entry('call', 'person', 'There is no {path}.', 'Check the name and try again.'),
  'nothing-to-add': entry(
    'call',
    'person',
    'There are no files to add in {path}.',
    'Choose a folder that holds media files.',
  ),
  'bad-call': entry(
    'call',
    'never',
    'The request is not one Framehaul knows: {field}.',
    'Check the help and try again.',
  ),
  'no-such-item': entry('call', 'never', 'This item is no longer in the queue.', 'Nothing to do.'),
  'path-not-given': entry(
    'call',
    'person',
    'Nobody gave {path} to Framehaul.',
    'Drop it on the window, or choose it with the button.',
  ),
  'not-here': entry('call', 'never', 'This is not possible in this window.', 'Use the desktop app for it.'),
  internal: entry(
    'item',
    'person',
    'Something went wrong inside Framehaul.',
    'Retry. If it happens again, send us the detail.',
  ),
} as const satisfies Record<string, CatalogueEntry>

export type ProblemCode = keyof typeof catalogue

export const problemCodes = Object.keys(catalogue) as [ProblemCode, ...ProblemCode[]]

/** A thing that went wrong, as a person reads it; plain data, so that it crosses every border unchanged. */
export const problemSchema = z.object({
  code: z.enum(problemCodes),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
  /** What filled the places of the sentences, so that they can be said in another language. */
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** For engineers, folded away in the UI. Never holds a secret or a presigned URL. */
  detail: z.string().optional(),
  /** Seconds the server asked us to wait (`Retry-After`), where it did. */
  retryAfterSeconds: z.number().optional(),
})

export type Problem = z.infer<typeof problemSchema>

/**
 * Makes a problem from the catalogue.
 *
 * @param values what fills the `{…}` places of the sentences
 * @param detail the technical part; pass URLs through `withoutSecrets` first
 */
export function problem(code: ProblemCode, values: Record<string, string | number> = {}, detail?: string): Problem {
  const { message, remedy, retry } = catalogue[code]
  return {
    code,
    message: fillPlaces(message, values),
    remedy: fillPlaces(remedy, values),
    retryable: retry !== 'never',
    ...(Object.keys(values).length === 0 ? {} : { values }),
    ...(detail === undefined ? {} : { detail }),
  }
}

/** Fills `{name}`; a place that nothing fills keeps its name. */
export const fillPlaces = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? key))

/** Whether the engine should try again without being asked. */
export const retriesItself = (it: Problem): boolean => catalogue[it.code].retry === 'soon'

/** Whether the fault lies with the connection, so that every item of it would meet the same one. */
export const isConnectionWide = (it: Problem): boolean => catalogue[it.code].scope === 'connection'

/** Cuts query strings and user names out of every URL in a text: presigned URLs and tokens live there. */
export function withoutSecrets(text: string): string {
  return text
    .replace(
      /\b(https?:\/\/)([^\s/@]+@)?([^\s?#"'<>]*)(\?[^\s"'<>]*)?/gi,
      (_, scheme: string, user: string | undefined, rest: string, query: string | undefined) =>
        `${scheme}${user ? '…@' : ''}${rest}${query ? '?…' : ''}`,
    )
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 …')
    .replace(/\b(X-Amz-(?:Signature|Credential|Security-Token)|access_token)=[^&\s"'<>]+/gi, '$1=…')
}
