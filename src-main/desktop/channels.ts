/** The channels between window and main: calls, events, and paths that a person gave by dropping them. */
export const CALL_CHANNEL = 'framehaul:call'
export const EVENT_CHANNEL = 'framehaul:event'
export const GIVEN_CHANNEL = 'framehaul:given'

/** Where the window's own files are served from; not a web address. */
export const APP_SCHEME = 'app'
export const APP_ORIGIN = `${APP_SCHEME}://framehaul`
