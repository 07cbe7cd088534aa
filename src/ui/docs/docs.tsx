import { raw } from 'hono/html'
import type { FC } from 'hono/jsx'
import { Method } from './operation.tsx'
import type { Book, Entry } from './reference.ts'

const countOf = (all: readonly Book[]): number =>
  all.reduce((sum, { chapters }) => sum + chapters.reduce((count, { entries }) => count + entries.length, 0), 0)

interface DocsProps {
  readonly all: readonly Book[]
  /** The HTML of each call, with a form that sends it. */
  readonly rendered: ReadonlyMap<Entry, string>
}

/** Every call of both APIs. */
export const Docs: FC<DocsProps> = ({ all, rendered }) => {
  return (
    <>
      <div class="top">
        <h1>API docs</h1>
        <p class="row">
          <a href="/v2.4/openapi.json">OpenAPI of the eSIM Go API</a>
          <a href="/documented/v2.4/openapi.json">The same, as documented</a>
          <a href="/_emulator/openapi.json">OpenAPI of the control API</a>
        </p>
      </div>
      <p>
        Each call can be sent from here. It acts on the organisation of this page, with its key in the header{' '}
        <code>X-API-Key</code>.
      </p>
      <search>
        <form class="search">
          <label class="wide">
            Search the calls
            <input type="search" id="search" placeholder="orders, refund, POST, getEsim" aria-keyshortcuts="/" />
          </label>
          <p id="found" role="status">
            {countOf(all)} calls
          </p>
        </form>
      </search>
      <div class="reference">
        <nav aria-label="Calls" class="contents">
          {all.map(({ title, chapters }) => (
            <details open class="book-contents">
              <summary>{title}</summary>
              <ul>
                {chapters.map((chapter) => (
                  <li>
                    <a class="chapter" href={`#${chapter.id}`}>
                      {chapter.title}
                    </a>
                    <ul>
                      {chapter.entries.map((entry) => (
                        <li data-of={entry.id}>
                          <a href={`#${entry.id}`}>
                            <Method method={entry.method} /> {entry.operationId}
                          </a>
                        </li>
                      ))}
                    </ul>
                  </li>
                ))}
              </ul>
            </details>
          ))}
        </nav>
        <div class="books">
          {all.map(({ title, chapters }) => (
            <section class="book">
              <h2>{title}</h2>
              {chapters.map((chapter) => (
                <section class="chapter" id={chapter.id}>
                  <h3>{chapter.title}</h3>
                  {chapter.entries.map((entry) => raw(rendered.get(entry) ?? ''))}
                </section>
              ))}
            </section>
          ))}
        </div>
      </div>
    </>
  )
}
