import type { Child } from 'hono/jsx'
import type { ForgeryGuard } from '../access/forgery.ts'
import type { PublicUrl } from '../domain/public-url.ts'
import type { ReadTx, State, Tenant } from '../state/engine/state.ts'
import type { Ask } from './ask.ts'
import type { PageId } from './layout.tsx'
import type { Frame } from './time-bar.tsx'

/** One look of a person at one page, and what it is made from. */
export interface Look {
  readonly frame: Frame
  readonly ask: Ask
  /** Reads of the organisation's state, as the vendor's routes make them. */
  readonly read: <T>(work: (tx: ReadTx) => T) => T
  /** Where clients reach the emulator: `http://127.0.0.1:4024`, with the sub-path of a public address. */
  readonly address: string
  readonly query: URLSearchParams
  /** Whether the page itself looks again, for what has changed since: what never does can be left out. */
  readonly again: boolean
  /** What the path says behind the page's own. */
  readonly item: string
}

/** What a page shows, below its shell. */
export interface Shown {
  readonly title: string
  readonly active: PageId
  readonly body: Child
}

export type ShowPage = (look: Look) => Shown | Promise<Shown>

export interface UiDependencies {
  readonly state: State
  /** The organisation of an API key, at the present of its clock. Throws access_denied. */
  readonly authenticate: (apiKey: string) => Tenant | Promise<Tenant>
  /** The key of the default organisation. */
  readonly defaultKey: string
  /** Whether another machine may have sent a call with these headers. */
  readonly exposed: (headers: Headers) => boolean
  /** Tells what pages of other places may have caused. */
  readonly guard: ForgeryGuard
  /** Where others reach the emulator, when that is not where it listens. */
  readonly publicUrl: PublicUrl | undefined
  /** Whether every well-formed key is an organisation. */
  readonly open: boolean
  /** The emulator itself. */
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly onFailure: (error: unknown) => void
}

/** The number of a page in a query; the first where it says nothing sensible. */
export function pageOf(query: URLSearchParams): number {
  const page = Number(query.get('page') ?? 1)
  return Number.isSafeInteger(page) && page >= 1 ? Math.min(page, 1_000_000) : 1
}

/** How many rows a page of a table has. */
export const PER_PAGE = 25
