/** The types of curl.js, which the pages of the server share with those in the browser. */

export interface CurlCall {
  readonly method?: string | undefined
  readonly url: string
  /** `Name: value` each. */
  readonly headers: readonly string[]
  /** JSON; sent with its Content-Type. */
  readonly body?: string | undefined
}

export const NEW_LINE: string
export function curlCommand(call: CurlCall, separator?: string): string
