import { type Answer, type Ask, asker, CannotAsk, ComeBackLater, type Side, waitOf } from '../drift/ask.ts'

/** An import that cannot go on. Its message is one line. */
export class ImportFailure extends Error {
  override readonly name = 'ImportFailure'
}

/** A call that the service refused, where others may go on. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number

  constructor(path: string, status: number) {
    super(`GET ${path} was answered with ${status}`)
    this.status = status
  }
}

const TRIES = 5
const FIRST_PAUSE_MS = 1_000

/** Records and pages of one list: more than any account has. */
const MOST_RECORDS = 1_000_000
const MOST_PAGES = 20_000
/** How much longer than it says a list may get while it is read. */
const ROOM_TO_GROW = 1_000

type Json = Readonly<Record<string, unknown>>

/** Reads a service by GET alone. The first call is tried once, a later one again after a failure that may pass. */
export class Reader {
  readonly #ask: Ask
  readonly #side: Side
  #answered = false
  /** How long the last answer asks to wait. */
  #wait = 0

  constructor(side: Side) {
    this.#side = side
    this.#ask = asker({
      ...side,
      onResponse: (response) => {
        this.#wait = waitOf(response, side.now()) ?? 0
        side.onResponse?.(response)
      },
    })
  }

  /** The JSON of an answer. Throws Refused for a 4xx, and ImportFailure. */
  async get(path: string): Promise<unknown> {
    const { status, contentType, value } = await this.#persist(path)
    if (status >= 300 && status < 400) {
      throw new ImportFailure(`GET ${path} was answered with a redirect (${status}), which is not followed`)
    }
    if (status >= 500 || status === 429)
      throw new ImportFailure(`GET ${path} was answered with ${status}, again and again`)
    if (status !== 200) throw new Refused(path, status)
    if (typeof value !== 'object' || value === null) {
      const what =
        contentType === 'application/json'
          ? 'JSON that breaks off or is none'
          : `${contentType || 'no JSON'}, not with JSON`
      throw new ImportFailure(`GET ${path} was answered with ${what}`)
    }
    this.#answered = true
    return value
  }

  /** The elements of a list, page by page. Throws ImportFailure for a list without an end. */
  async *pages(
    path: string,
    key: string,
  ): AsyncGenerator<{ readonly records: Json[]; readonly rows: number | undefined }> {
    let last = ''
    let count = 0
    for (let page = 1; page <= MOST_PAGES; page++) {
      const answer = await this.get(`${path}${path.includes('?') ? '&' : '?'}page=${page}`)
      const list = Array.isArray(answer) ? answer : (answer as Json)[key]
      if (!Array.isArray(list)) throw new ImportFailure(`GET ${path} was answered without a list of ${key}`)
      const records = list.filter((each): each is Json => typeof each === 'object' && each !== null)
      const { pageCount, rows } = answer as { pageCount?: unknown; rows?: unknown }
      if (records.length === 0) {
        if (typeof rows !== 'number' || typeof pageCount !== 'number' || count >= rows || page > pageCount) return
        throw new ImportFailure(
          `GET ${path} breaks off: page ${page} of ${pageCount} is empty after ${count} of ${rows} ${key}`,
        )
      }
      const text = JSON.stringify(records)
      if (text === last) {
        // A list that does not count its pages has one.
        if (typeof pageCount !== 'number') return
        throw new ImportFailure(`page ${page} of GET ${path} is page ${page - 1} again: the service ignores \`page\``)
      }
      last = text
      count += records.length
      if (count > MOST_RECORDS || (typeof rows === 'number' && count > 2 * rows + ROOM_TO_GROW)) {
        throw new ImportFailure(`GET ${path} does not end: ${count} ${key} after ${page} pages`)
      }
      yield { records, rows: typeof rows === 'number' ? rows : undefined }
      // A bare list is all there is.
      if (Array.isArray(answer) || (typeof pageCount === 'number' && page >= pageCount)) return
    }
    throw new ImportFailure(`GET ${path} has more than ${MOST_PAGES} pages`)
  }

  async #persist(path: string): Promise<Answer> {
    const tries = this.#answered ? TRIES : 1
    for (let tried = 1; ; tried++) {
      try {
        const answer = await this.#ask({ method: 'GET', path, accept: undefined, body: undefined })
        if ((answer.status < 500 && answer.status !== 429) || tried >= tries) return answer
      } catch (error) {
        if (!(error instanceof CannotAsk)) throw error
        if (tried >= tries || error instanceof ComeBackLater) throw new ImportFailure(error.message)
      }
      await this.#side.pause(Math.max(this.#wait, FIRST_PAUSE_MS * 2 ** (tried - 1)))
    }
  }
}
