/** Where the emulator is, as the browser reaches it. */

const publicUrl = globalThis.document?.body.dataset.publicUrl

/** The sub-path that a proxy has put the emulator below; empty where there is none. */
const basePath = publicUrl ? new URL(publicUrl).pathname.replace(/\/$/, '') : ''

/** What a path of the emulator is called in this browser. */
export const placeOf = (path) => basePath + path

/** The address of a path for programs. */
export const addressOf = (path) => (publicUrl ?? location.origin) + path
