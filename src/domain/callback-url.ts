/** Completes "must be" for a callback URL that is not valid; undefined for a valid one. */
export function findCallbackUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'a URL of http or https'
  const { protocol, username, password } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return 'a URL of http or https'
  // Credentials would not be sent, and the URL is shown in many places.
  if (username !== '' || password !== '') {
    return 'a URL without a user and a password: receivers verify callbacks by their signature'
  }
  return undefined
}

/** Whether a text can be the host of a URL. */
export const isHostName = (text: string): boolean => /^[A-Za-z0-9.:_-]+$/.test(text)
