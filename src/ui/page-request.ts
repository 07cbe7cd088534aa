import type { Child } from 'hono/jsx'
import type { ForgeryGuard } from '../access/forgery.ts'
import type { Turns } from '../clock/turns.ts'
import type { PublicUrl } from '../domain/public-url.ts'
import type { Read, ReadTx, State, Tenant } from '../state/engine/state.ts'
import type { CallControl } from './control-client.ts'
import type { PageId } from './layout.tsx'
import type { Frame } from './time-bar.tsx'

/** A request for a page, with the data sources that pages are rendered from. */
export interface PageRequest {
  readonly frame: Frame
  readonly call: CallControl
  /** Reads the organisation's state, as the vendor routes do. */
  readonly read: Read
  /** Does a read that may be long in turns: a piece up to each `yield`. */
  readonly readInTurns: <T>(begin: (tx: ReadTx) => Iterator<unknown, T>) => T | Promise<T>
  /** The address of the emulator for clients: `http://127.0.0.1:4024`, or the public URL with its sub-path. */
  readonly address: string
  readonly query: URLSearchParams
  /** Whether the page's script asks, to refresh the parts marked `data-live`; other parts may be left out. */
  readonly isLiveRefresh: boolean
  /** The last segment of an item's path, such as an ICCID. */
  readonly item: string
}

/** The title and body of a page, without the shell around it. */
export interface PageContent {
  readonly title: string
  readonly active: PageId
  /** Whether the page has charts that can be zoomed. */
  readonly charts?: boolean
  readonly body: Child
}

export type RenderPage = (request: PageRequest) => PageContent | Promise<PageContent>

export interface UiDependencies {
  readonly state: State
  /** Shares the thread between long work and requests. */
  readonly turns: Turns
  /** Returns the organisation of an API key, its clock brought to the present. Throws access_denied. */
  readonly authenticate: (apiKey: string) => Tenant | Promise<Tenant>
  /** The key of the default organisation. */
  readonly defaultKey: () => string
  /** Whether a request with these headers may come from another machine. */
  readonly exposed: (headers: Headers) => boolean
  /** Finds requests that a foreign page may have caused. */
  readonly guard: ForgeryGuard
  /** The address of the emulator behind a proxy. */
  readonly publicUrl: PublicUrl | undefined
  /** Whether any well-formed key opens an organisation. */
  readonly open: boolean
  /** Answers a request as the emulator's server would. */
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly onFailure: (error: unknown) => void
}

/** The page number in a query; 1 if it is absent or invalid. */
export function pageNumber(query: URLSearchParams): number {
  const page = Number(query.get('page') ?? 1)
  return Number.isSafeInteger(page) && page >= 1 ? Math.min(page, 1_000_000) : 1
}

/** Rows on one page of a table. */
export const ROWS_PER_PAGE = 25
