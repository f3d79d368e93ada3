/** The two channels between window and main: one for calls, one for events. */
export const CALL_CHANNEL = 'tamsin:call'
export const EVENT_CHANNEL = 'tamsin:event'

/** Where the window's own files are served from; not a web address. */
export const APP_SCHEME = 'app'
export const APP_ORIGIN = `${APP_SCHEME}://tamsin`
