import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { PublicUrl } from '../domain/public-url.ts'

/** Path of the cookie. Only pages read it; API calls below the same path ignore cookies. */
const PATH = '/_emulator'

/** Whether the browser uses HTTPS, by the public URL if there is one. */
const isSecure = (context: Context, publicUrl: PublicUrl | undefined): boolean =>
  publicUrl?.isHttps ?? context.req.url.startsWith('https:')

/** Cookie name with the port: cookies are shared by all ports of a host, and each emulator needs its own. */
const cookieName = (context: Context, publicUrl: PublicUrl | undefined): string =>
  `emulator_key_${publicUrl?.port ?? /:(\d+)$/.exec(context.req.header('host') ?? '')?.[1] ?? (isSecure(context, publicUrl) ? 443 : 80)}`

/** The API key that was chosen on the sign-in form. Control and vendor calls ignore it. */
export const readSessionKey = (context: Context, publicUrl: PublicUrl | undefined): string | undefined =>
  getCookie(context, cookieName(context, publicUrl))

/** Stores an API key until the browser is closed; an empty key removes it. */
export function storeSessionKey(context: Context, publicUrl: PublicUrl | undefined, apiKey: string): void {
  const name = cookieName(context, publicUrl)
  const path = `${publicUrl?.basePath ?? ''}${PATH}`
  const secure = isSecure(context, publicUrl)
  if (apiKey === '') deleteCookie(context, name, { path, secure })
  else setCookie(context, name, apiKey, { path, secure, httpOnly: true, sameSite: 'Strict' })
}

/** Whether the reader has every form show its curl button. The page's script sets the cookie (assets/curl-buttons.js). */
export const readShowsCurl = (context: Context): boolean => getCookie(context, 'emulator_curl') === 'shown'
