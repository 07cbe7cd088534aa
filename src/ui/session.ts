import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { PublicUrl } from '../domain/public-url.ts'

/** The path below which the pages are, and nothing that would take a cookie for a key but they. */
const PATH = '/_emulator'

/** Whether the browser of the pages reaches them over HTTPS: by the public URL, else by the server's own. */
const isSecure = (context: Context, publicUrl: PublicUrl | undefined): boolean =>
  publicUrl?.isHttps ?? context.req.url.startsWith('https:')

/** Cookies are of a host and all its ports: each emulator of a machine has its own. */
const cookieName = (context: Context, publicUrl: PublicUrl | undefined): string =>
  `emulator_key_${publicUrl?.port ?? /:(\d+)$/.exec(context.req.header('host') ?? '')?.[1] ?? (isSecure(context, publicUrl) ? 443 : 80)}`

/** The organisation that the reader of the pages has chosen. Control and vendor calls never look at it. */
export const chosenKey = (context: Context, publicUrl: PublicUrl | undefined): string | undefined =>
  getCookie(context, cookieName(context, publicUrl))

/** Remembers a choice until the browser is closed; an empty one is forgotten. */
export function chooseKey(context: Context, publicUrl: PublicUrl | undefined, apiKey: string): void {
  const name = cookieName(context, publicUrl)
  const path = `${publicUrl?.basePath ?? ''}${PATH}`
  const secure = isSecure(context, publicUrl)
  if (apiKey === '') deleteCookie(context, name, { path, secure })
  else setCookie(context, name, apiKey, { path, secure, httpOnly: true, sameSite: 'Strict' })
}
