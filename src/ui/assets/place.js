/** Addresses of the emulator, as the browser reaches it. */

const publicUrl = globalThis.document?.body.dataset.publicUrl

/** The sub-path of the emulator behind a proxy, or an empty text. */
const basePath = publicUrl ? new URL(publicUrl).pathname.replace(/\/$/, '') : ''

/** Returns the path with the sub-path before it. */
export const placeOf = (path) => basePath + path

/** Returns the absolute URL of a path. */
export const addressOf = (path) => (publicUrl ?? location.origin) + path
