import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

/** The path below which the pages are, and nothing that would take a cookie for a key but they. */
const PATH = '/_emulator'

const isSecure = (context: Context): boolean => context.req.url.startsWith('https:')

/** Cookies are of a host and all its ports: each emulator of a machine has its own. */
const cookieName = (context: Context): string =>
  `emulator_key_${/:(\d+)$/.exec(context.req.header('host') ?? '')?.[1] ?? (isSecure(context) ? 443 : 80)}`

/** The organisation that the reader of the pages has chosen. Control and vendor calls never look at it. */
export const chosenKey = (context: Context): string | undefined => getCookie(context, cookieName(context))

/** Remembers a choice until the browser is closed; an empty one is forgotten. */
export function chooseKey(context: Context, apiKey: string): void {
  const secure = isSecure(context)
  if (apiKey === '') deleteCookie(context, cookieName(context), { path: PATH, secure })
  else setCookie(context, cookieName(context), apiKey, { path: PATH, httpOnly: true, sameSite: 'Strict', secure })
}
