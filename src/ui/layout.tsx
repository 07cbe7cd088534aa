import type { FC, PropsWithChildren } from 'hono/jsx'
import { AdvanceReport } from './advance-report.tsx'
import { Badge } from './components.tsx'
import { type Frame, TimeBar } from './time-bar.tsx'

/** URLs of the asset files; the path changes with their content. */
export interface AssetUrls {
  readonly style: string
  readonly script: string
  /** Files of the API docs page. */
  readonly docsStyle: string
  readonly docsScript: string
  /** Draws the charts that can be zoomed. */
  readonly chartsScript: string
}

/** The pages of the dashboard, in menu order. */
export const MENU = [
  { id: 'overview', href: '/_emulator/', label: 'Overview' },
  { id: 'esims', href: '/_emulator/ui/esims', label: 'eSIMs' },
  { id: 'orders', href: '/_emulator/ui/orders', label: 'Orders' },
  { id: 'inventory', href: '/_emulator/ui/inventory', label: 'Inventory' },
  { id: 'catalogue', href: '/_emulator/ui/catalogue', label: 'Catalogue' },
  { id: 'callbacks', href: '/_emulator/ui/callbacks', label: 'Callbacks' },
  { id: 'journal', href: '/_emulator/ui/journal', label: 'Journal' },
  { id: 'callers', href: '/_emulator/ui/callers', label: 'Callers' },
  { id: 'faults', href: '/_emulator/ui/faults', label: 'Faults' },
  { id: 'scenarios', href: '/_emulator/ui/scenarios', label: 'Scenarios' },
  { id: 'organisation', href: '/_emulator/ui/organisation', label: 'Organisation' },
  { id: 'docs', href: '/_emulator/docs', label: 'API docs' },
] as const

export type MenuItem = (typeof MENU)[number]

export type PageId = MenuItem['id']

export interface PageProps {
  readonly title: string
  readonly active: PageId
  /** Whether the page has charts that can be zoomed. */
  readonly charts?: boolean | undefined
  readonly assets: AssetUrls
  /** The address of the emulator behind a proxy, with its sub-path. */
  readonly publicUrl?: string | undefined
  /** The organisation and its clock; absent on the sign-in page. */
  readonly frame?: Frame | undefined
  /** Whether every form shows the button that copies its call as curl. */
  readonly showsCurl?: boolean | undefined
}

/** The shell of every page: menu, organisation, time bar and messages. */
export const Page: FC<PropsWithChildren<PageProps>> = ({
  title,
  active,
  charts,
  assets,
  publicUrl,
  frame,
  showsCurl,
  children,
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${title} · esim-go-emulator`}</title>
      <link rel="stylesheet" href={assets.style} />
      {active === 'docs' && <link rel="stylesheet" href={assets.docsStyle} />}
      <link rel="icon" href="data:," />
      <script type="module" src={assets.script} />
      {active === 'docs' && <script type="module" src={assets.docsScript} />}
      {charts && <script type="module" src={assets.chartsScript} />}
    </head>
    <body data-key={frame?.apiKey} data-public-url={publicUrl} data-shows-curl={showsCurl || undefined}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="side">
        <a class="brand" href="/_emulator/">
          <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M7 2h7l6 6v12a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2z" />
            <path class="chip" d="M9 12h6v6H9zM12 12v6M9 15h6" />
          </svg>
          <span>
            eSIM Go <b>emulator</b>
          </span>
        </a>
        <button type="button" class="opener" popovertarget="menu" aria-label="Menu">
          <span aria-hidden="true">☰</span>
        </button>
        {/* On a phone it opens by the button; elsewhere it is the side bar. */}
        <div id="menu" popover="auto">
          <nav aria-label="Pages">
            <ul>
              {MENU.map(({ id, href, label }) => (
                <li>
                  <a href={href} aria-current={id === active ? 'page' : undefined}>
                    {label}
                    {id === 'faults' && <FaultCount faults={frame?.faults ?? 0} />}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <label class="switch">
            <input type="checkbox" data-curl-switch checked={showsCurl} /> Show curl
          </label>
          {frame && (
            <a
              class="whose"
              href="/_emulator/ui/organisation"
              title={`${frame.name}: settings, and other organisations`}
            >
              <small>Organisation</small>
              <b>{frame.name}</b>
              <code>{frame.apiKey}</code>
            </a>
          )}
        </div>
        <div id="toasts" role="status" aria-live="polite" />
      </header>
      <div class="stage">
        {frame && <TimeBar frame={frame} />}
        {frame && <AdvanceReport report={frame.report} />}
        <main id="main" tabindex={-1}>
          <noscript>
            <p class="note warn">Buttons need JavaScript. All content is shown without it.</p>
          </noscript>
          {children}
        </main>
      </div>
    </body>
  </html>
)

/** The number of faults in force, beside the link to them. */
const FaultCount: FC<{ readonly faults: number }> = ({ faults }) => (
  <span data-live="fault-count">
    {faults > 0 && (
      <>
        {' '}
        <Badge tone="bad">
          {faults}
          <span class="unseen"> in force</span>
        </Badge>
      </>
    )}
  </span>
)
