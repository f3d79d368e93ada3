/** How often and how slowly the engine tries something again by itself. */
export interface RetryRule {
  /** Tries in all, the first one included; they count anew when bytes were accepted. */
  readonly tries: number
  readonly firstDelayMs: number
  readonly longestDelayMs: number
}

/** All that is known of one kind of trouble: what a person reads, and what engine, breaker and doors do about it. */
export interface ProblemEntry {
  /** One plain sentence; `{name}` is filled from the values that `problem()` is given. */
  readonly message: string
  readonly remedy: string
  /**
   * Whether the same attempt can end better: by itself (a rule), only after somebody did what the remedy says, or
   * never.
   *
   * A rule of `server-*`, `store-unreachable` and `network-*` is for the single fault of one request: where the server
   * itself is away, the breaker holds the whole queue and no item's tries are spent.
   */
  readonly retry: RetryRule | 'person' | 'never'
  /** Whose fault it is: one item's, the connection's (every item would meet it), or a call's that no item made. */
  readonly scope: 'item' | 'connection' | 'call'
  /** One item met it, and it may be trouble of the server or of the line to it: the breaker looks before it judges. */
  readonly mayBeEverybodys?: true
  /** Reading the file again may settle it, so a retry begins with that. */
  readonly isOfTheFile?: true
  /** What was made for the upload is out of reach: a retry begins it anew. */
  readonly needsAnotherBeginning?: true
}

/** @param firstDelay @param longestDelay seconds */
const soon = (tries: number, firstDelay: number, longestDelay: number): RetryRule => ({
  tries,
  firstDelayMs: firstDelay * 1000,
  longestDelayMs: longestDelay * 1000,
})

/**
 * The one catalogue of everything that can go wrong where a person can see it.
 *
 * Window, console and command line all read their sentence and remedy here. `docs/problems.md` is checked against it
 * by a test.
 */
export const catalogue = {
  // The file
  'file-missing': {
    message: 'The file is no longer there.',
    remedy: 'Put it back where it was, then retry; or remove the item.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  'file-unreadable': {
    message: 'This computer does not let Framehaul read the file.',
    remedy: 'Check the permissions of the file and its folder, then retry.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  'file-empty': {
    message: 'The file is empty.',
    remedy: 'Copy it again from its origin, then retry; or remove the item.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  'file-changed': {
    message: 'The file changed after it was read.',
    remedy: 'Is something still writing to it? Retry when it is finished.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  'file-too-large': {
    message: 'The file is larger than one upload link carries ({limit}).',
    remedy: 'Let it be cut: choose segments instead of whole files (--segment auto), then add it again.',
    retry: 'never',
    scope: 'item',
    isOfTheFile: true,
  },
  'not-media': {
    message: 'This is not a media file we can read.',
    remedy: 'Check that it plays on this computer; otherwise remove the item.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  'media-damaged': {
    message: 'The media in this file cannot be read.',
    remedy: 'It may be cut short or still being copied. Copy it again, then retry.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  'probe-timeout': {
    message: 'Reading the file took longer than {seconds} seconds.',
    remedy: 'Is it on a slow or sleeping disk? Retry; if it happens again, copy the file to this computer first.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  'cannot-cut': {
    message: 'This file cannot be cut into pieces.',
    remedy: 'Upload it whole (no segments, up to {limit}), or convert it to MP4, QuickTime or MPEG-TS first.',
    retry: 'person',
    scope: 'item',
  },
  'place-unknown': {
    message: 'The file does not say where it belongs in time.',
    remedy:
      'Upload it with another place in time, such as the beginning of its flow; if it is queued, remove it first.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  'playlist-refused': {
    message: 'This playlist cannot be imported.',
    remedy: 'The detail says why. Media playlists (HLS) whose files lie beside them can be.',
    retry: 'person',
    scope: 'item',
  },
  'recording-differs': {
    message: 'The files of this recording are not of one kind.',
    remedy: 'Add them one by one: the detail names the first that differs.',
    retry: 'person',
    scope: 'item',
    isOfTheFile: true,
  },
  duplicate: {
    message: 'The same file is in this store already, as {name}.',
    remedy: 'Skip it, or upload it again.',
    retry: 'person',
    scope: 'item',
  },
  'ffprobe-missing': {
    message: 'The program that reads media (ffprobe) was not found.',
    remedy: 'Run npm ci again, or install ffmpeg, then retry.',
    retry: 'person',
    scope: 'connection',
    isOfTheFile: true,
  },
  'ffmpeg-missing': {
    message: 'The program that cuts media (ffmpeg) was not found.',
    remedy: 'Run npm ci again, or install ffmpeg, then retry.',
    retry: 'person',
    scope: 'connection',
  },

  // The TAMS server
  'server-unreachable': {
    message: 'The server at {host} does not answer.',
    remedy: 'Check the address and the network. What waits continues by itself when the server is back.',
    retry: soon(8, 1, 60),
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'server-not-tams': {
    message: 'What answers at {host} is not a TAMS server.',
    remedy: 'Check the address; it usually ends with a path such as /tams or with no path at all.',
    retry: 'person',
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'server-certificate': {
    message: 'The certificate of {host} is not trusted by this computer.',
    remedy: 'Name the certificate authority in the connection (--ca FILE), then retry.',
    retry: 'person',
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'client-certificate': {
    message: 'The server {host} wants a certificate of ours, and does not take what we showed.',
    remedy: 'Name the certificate and its key in the connection (--cert FILE, --key FILE), then retry.',
    retry: 'person',
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'certificate-file': {
    message: 'The file {path} holds no certificate or key that can be used.',
    remedy: 'Name a PEM file that is there, then retry; the detail says what is wrong.',
    retry: 'person',
    scope: 'connection',
  },
  'proxy-unreachable': {
    message: 'The proxy on the way to {host} does not answer.',
    remedy: 'Check its address (--proxy, HTTP_PROXY, HTTPS_PROXY). What waits continues by itself when it is back.',
    retry: soon(8, 1, 60),
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'proxy-refused': {
    message: 'The proxy on the way to {host} does not let us through ({status}).',
    remedy: 'Check the user and password in its address, and whether it may go there; then retry.',
    retry: 'person',
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'portal-answered': {
    message: 'A web page answered in place of {host}.',
    remedy: 'If this network or proxy wants a login, log in with a browser; otherwise check the address. Then retry.',
    retry: 'person',
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'server-answer-wrong': {
    message: 'The server gave an answer that is not TAMS: {field}.',
    remedy: 'Show the detail to the people who run the server, or choose another kind of server for this connection.',
    retry: 'never',
    scope: 'item',
  },
  'server-garbled': {
    message: 'What came back from {host} is not an answer of a TAMS server.',
    remedy: 'Framehaul tries again by itself. If it lasts, look for a proxy or a login page in between.',
    retry: soon(5, 2, 60),
    scope: 'item',
    mayBeEverybodys: true,
  },
  'server-error': {
    message: 'The server reported a fault of its own ({status}).',
    remedy: 'Framehaul tries again by itself. If it lasts, show the detail to the people who run the server.',
    retry: soon(8, 2, 120),
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'server-busy': {
    // 503 is both: a server with too much to do, and a proxy or load balancer with nobody behind it.
    message: 'The server is too busy or not there for the moment ({status}).',
    remedy: 'Nothing to do: Framehaul waits and tries again.',
    retry: soon(12, 2, 120),
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'clock-differs': {
    message: 'The clocks of this computer and of the server differ.',
    remedy: 'Set the clock that is wrong (NTP does it by itself). Upload links live by the server\u2019s.',
    retry: 'person',
    scope: 'connection',
  },
  'server-forgets': {
    message: 'The server forgot or changed part of what was registered: {fields}.',
    remedy:
      'Uploads go on and their media is whole; what reads the store will miss this. Show the detail to the people ' +
      'who run the server.',
    retry: 'person',
    scope: 'connection',
  },
  'server-misplaces': {
    message: 'The server does not have what was registered where it was put: {fields}.',
    remedy:
      'Do not upload there: media would not be found at its place. Show the detail to the people who run the server.',
    retry: 'person',
    scope: 'connection',
  },
  'not-authorised': {
    message: 'The server does not accept who we are.',
    remedy: 'Check the token or the user and password of the connection, then retry.',
    retry: 'person',
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'login-failed': {
    message: 'The login server did not give a token.',
    remedy: 'Check the client id, its secret and the token address of the connection, then retry.',
    retry: 'person',
    scope: 'connection',
    mayBeEverybodys: true,
  },
  'login-unreachable': {
    message: 'The login server at {host} gives no token for the moment.',
    remedy: 'Nothing to do: Framehaul waits and asks again.',
    retry: soon(12, 2, 120),
    scope: 'connection',
    mayBeEverybodys: true,
  },
  forbidden: {
    message: 'The server does not allow this.',
    remedy: 'Ask for the right to write to this store, then retry.',
    retry: 'person',
    scope: 'item',
  },
  'flow-read-only': {
    message: 'The flow is read-only.',
    remedy: 'Open it for writing in the store, or upload the file as a new flow, then retry.',
    retry: 'person',
    scope: 'item',
  },
  'flow-gone': {
    message: 'The store no longer has what this upload was writing to.',
    remedy: 'Retry: the upload begins anew.',
    retry: 'person',
    scope: 'item',
    needsAnotherBeginning: true,
  },
  'request-refused': {
    message: 'The server refused what we sent ({status}).',
    remedy: 'The detail says why. If the kind of server is wrong, choose another one for this connection.',
    retry: 'never',
    scope: 'item',
  },
  'server-conflict': {
    message: 'The store already has something else under this id.',
    remedy: 'Remove the item and add the file again; it then gets new ids.',
    retry: 'person',
    scope: 'item',
  },
  'segment-refused': {
    message: 'The store took the bytes but not their place on the timeline.',
    remedy: 'The detail says why. Retry registers them again without sending them again.',
    retry: 'person',
    scope: 'item',
  },

  'segment-forgotten': {
    message: 'The server said yes to a place on the timeline, and its timeline does not have it.',
    remedy: 'Framehaul registers it again. If it lasts, show the detail to the people who run the server.',
    retry: soon(4, 1, 10),
    scope: 'item',
  },

  // The object store
  'url-expired': {
    message: 'The upload link ran out before the file was sent.',
    remedy: 'Nothing to do: a new one is requested.',
    // A new link is there at once; a server that hands out dead ones is not asked for ever.
    retry: soon(12, 0, 0),
    scope: 'item',
  },
  'signature-refused': {
    message: 'The object store did not accept the signature of the upload link.',
    remedy: 'Compare the clocks of the server and the object store, and check proxies that change headers; then retry.',
    retry: 'person',
    scope: 'item',
  },
  'link-unsendable': {
    message: 'The upload link cannot be sent exactly as it was given ({part}).',
    remedy: 'Show the detail to the people who run the server, then retry.',
    retry: 'person',
    scope: 'item',
  },
  'store-refused': {
    message: 'The object store refused the file ({code}).',
    remedy: 'Check with the people who run the store that uploads are allowed, then retry.',
    retry: 'person',
    scope: 'item',
  },
  'store-too-large': {
    message: 'The object store does not take an object this large.',
    remedy: 'Split the file into smaller ones, then add those.',
    retry: 'never',
    scope: 'item',
  },
  'store-full': {
    message: 'The object store has no room left.',
    remedy: 'Make room in it, or ask the people who run it to; then retry.',
    // What was refused for want of room is not repeated until somebody asks for it. Source: RFC 4918, section 11.5.
    retry: 'person',
    scope: 'connection',
  },
  'store-missing': {
    message: 'The bucket that the upload link names does not exist.',
    remedy: 'Show the detail to the people who run the store, then retry.',
    retry: 'person',
    scope: 'connection',
  },
  'store-error': {
    message: 'The object store reported a fault of its own ({status}).',
    remedy: 'Framehaul tries again by itself.',
    retry: soon(8, 2, 120),
    scope: 'item',
    mayBeEverybodys: true,
  },
  'store-garbled': {
    message: 'What came back from {host} is not an answer of an object store.',
    remedy: 'Framehaul tries again by itself. If it lasts, look for a proxy or a login page in between.',
    retry: soon(5, 2, 60),
    scope: 'item',
    mayBeEverybodys: true,
  },
  'object-missing': {
    message: 'The object store does not have what it said it had taken.',
    remedy: 'Framehaul sends it again. If it lasts, show the detail to the people who run the store.',
    retry: soon(3, 1, 10),
    scope: 'item',
  },
  'store-busy': {
    message: 'The object store asks for a slower pace.',
    remedy: 'Nothing to do: Framehaul waits and tries again.',
    retry: soon(12, 2, 120),
    scope: 'item',
  },
  'store-unreachable': {
    message: 'The object store at {host} does not answer.',
    remedy: 'Check that this computer can reach it. Framehaul tries again by itself.',
    retry: soon(8, 1, 60),
    scope: 'item',
    mayBeEverybodys: true,
  },
  'http-broken': {
    message: 'The object store\u2019s answer was not proper HTTP.',
    remedy: 'Nothing to do: Framehaul sends it again with its other HTTP client.',
    retry: soon(4, 0.5, 10),
    scope: 'item',
    mayBeEverybodys: true,
  },
  'connection-lost': {
    message: 'The connection broke while the file was being sent.',
    remedy: 'Nothing to do: Framehaul sends it again.',
    retry: soon(10, 1, 60),
    scope: 'item',
    mayBeEverybodys: true,
  },
  stalled: {
    message: 'No byte moved for {seconds} seconds.',
    remedy: 'Framehaul tries again by itself. If it lasts, check the network.',
    retry: soon(6, 1, 60),
    scope: 'item',
    mayBeEverybodys: true,
  },
  'checksum-mismatch': {
    message: 'What the object store received is not what is in the file.',
    remedy: 'Framehaul sends it again. If it lasts, check the disk and the memory of this computer.',
    // Whatever changes bytes on the way seldom does so thrice; a broken disk or memory always does.
    retry: soon(3, 1, 10),
    scope: 'item',
  },

  'other-server': {
    message: 'This upload began on another server ({server}).',
    remedy: 'Connect to that server again to continue there; or retry, and the upload begins anew on this one.',
    retry: 'person',
    scope: 'item',
    needsAnotherBeginning: true,
  },

  'object-unreadable': {
    message: 'The store names no place to read this object from.',
    remedy: 'Ask the people who run the store whether it may be read.',
    retry: 'person',
    scope: 'call',
  },

  // Here
  'network-lost': {
    message: 'This computer has no network.',
    remedy: 'Nothing to do: what waits continues when the network is back.',
    retry: soon(8, 1, 60),
    scope: 'connection',
  },
  'network-metered': {
    message: 'This network is metered, so uploads wait.',
    remedy: 'They continue on another network; or allow metered networks in the settings.',
    retry: soon(8, 1, 60),
    scope: 'connection',
  },
  'disk-full': {
    message: 'The disk with Framehaul\u2019s data is full.',
    remedy: 'Free some space; what waits then continues by itself.',
    retry: 'person',
    scope: 'connection',
  },
  'data-in-use': {
    message: 'Another Framehaul is working with this data folder.',
    remedy: 'Use that one, close it, or choose another folder with --data.',
    retry: 'person',
    scope: 'connection',
  },
  'queue-damaged': {
    message: 'The file that holds the queue was damaged and was set aside.',
    remedy: 'What could be read of it continues. Compare the list with your files; the detail names the old file.',
    retry: 'person',
    scope: 'connection',
  },
  'data-unusable': {
    message: 'Framehaul cannot use its data folder.',
    remedy: 'Check that the folder exists and can be written to, or choose another one with --data.',
    retry: 'person',
    scope: 'connection',
  },
  'port-in-use': {
    message: 'Port {port} is used by another program.',
    remedy: 'Choose another one with --port, or 0 for any.',
    retry: 'person',
    scope: 'call',
  },
  'no-such-path': {
    message: 'There is no {path}.',
    remedy: 'Check the name and try again.',
    retry: 'person',
    scope: 'call',
  },
  'nothing-to-add': {
    message: 'There are no files to add in {path}.',
    remedy: 'Choose a folder that holds media files.',
    retry: 'person',
    scope: 'call',
  },
  'folder-unreadable': {
    message: 'This computer does not let Framehaul read the folder {path}.',
    remedy: 'Check its permissions, then add it again. What else was named goes on.',
    retry: 'person',
    scope: 'call',
  },
  'name-unreadable': {
    message: 'The name {name} cannot be opened: it is not written in UTF-8.',
    remedy: 'Rename it, then add it again.',
    retry: 'person',
    scope: 'call',
  },
  'too-many-files': {
    message: 'There are more files than {limit} in {path}.',
    remedy: 'So many were taken and the rest was left out: add it folder by folder.',
    retry: 'person',
    scope: 'call',
  },
  'receipt-unwritable': {
    message: 'The receipt cannot be written to {path}.',
    remedy: 'Name a file in a folder that is there and can be written to.',
    retry: 'person',
    scope: 'call',
  },
  interrupted: {
    message: 'Stopped by Ctrl-C before all was done.',
    remedy: 'Run it again; uploads that were begun continue with framehaul resume.',
    retry: 'person',
    scope: 'call',
  },
  'bad-call': {
    message: 'The request is not one Framehaul knows: {field}.',
    remedy: 'Check the help and try again.',
    retry: 'never',
    scope: 'call',
  },
  'no-such-item': {
    message: 'This item is no longer in the queue.',
    remedy: 'Nothing to do.',
    retry: 'never',
    scope: 'call',
  },
  'unknown-item': {
    message: 'There is no {what} {id}.',
    remedy: 'Copy its id from framehaul list.',
    retry: 'never',
    scope: 'call',
  },
  'path-not-given': {
    message: 'Nobody gave {path} to Framehaul.',
    remedy: 'Drop it on the window, or choose it with the button.',
    retry: 'person',
    scope: 'call',
  },
  'not-here': {
    message: 'This is not possible in this window.',
    remedy: 'Use the desktop app for it.',
    retry: 'never',
    scope: 'call',
  },
  internal: {
    message: 'Something went wrong inside Framehaul.',
    remedy: 'Retry. If it happens again, send us the detail.',
    retry: 'person',
    scope: 'item',
  },
} as const satisfies Record<string, ProblemEntry>
