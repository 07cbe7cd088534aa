/** Attributes that hold a path of the emulator. */
const LINK = / (href|action|src|data-then)="\//g

/**
 * Puts the sub-path of the public URL before every path in a page. Pages are written without it, and this is the only
 * place that adds it. Text and attribute values have their quotes escaped, so the pattern matches attributes only.
 */
export const withBasePath = (html: string, basePath: string): string =>
  basePath === '' ? html : html.replace(LINK, ` $1="${basePath}/`)

/** The path of the page of an order, refund, top-up or apply. */
export const orderPath = (reference: string): string => `/_emulator/ui/orders/${encodeURIComponent(reference)}`

/** The path of the page of a recorded call. */
export const requestPath = (id: number): string => `/_emulator/ui/journal/${id}`

/** The path of the page of a bundle. */
export const bundlePath = (bundle: string): string => `/_emulator/ui/catalogue/${encodeURIComponent(bundle)}`

/** The path of the page of an eSIM. */
export const esimPath = (iccid: string): string => `/_emulator/ui/esims/${iccid}`

/** The path of the page of a callback. */
export const callbackPath = (id: number): string => `/_emulator/ui/callbacks/${id}`

/** The place of a fault on its page. */
export const faultPath = (id: number): string => `/_emulator/ui/faults#fault-${id}`
