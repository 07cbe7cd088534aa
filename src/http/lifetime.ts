type Fetch = (request: Request) => Response | Promise<Response>

/** The life of what answers requests: it ends once, and what is asked of it from then on is refused. */
export class Lifetime {
  readonly #refusal: () => Error
  #ending: Promise<void> | undefined
  #isOver = false

  /** `refusal` makes the error that every call after the end is told. */
  constructor(refusal: () => Error) {
    this.#refusal = refusal
  }

  /** Throws the refusal once the end has begun. */
  check(): void {
    if (this.#ending) throw this.#refusal()
  }

  /** Answers as before until the end; a request that outlives it is refused, since it fails for no other reason than that. */
  bound(answer: Fetch): (request: Request) => Promise<Response> {
    return async (request) => {
      this.check()
      const response = await answer(request)
      if (this.#isOver && response.status >= 500) this.check()
      return response
    }
  }

  /** Reports failures as before until the end; what outlives it fails for no other reason than that. */
  reporting(report: (error: unknown) => void): (error: unknown) => void {
    return (error) => {
      if (!this.#isOver) report(error)
    }
  }

  /** Ends it by letting go of what it holds; asked again, waits for the same. */
  end(release: () => Promise<void>): Promise<void> {
    this.#ending ??= release().then(() => {
      this.#isOver = true
    })
    return this.#ending
  }
}
