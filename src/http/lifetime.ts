import { closedError } from './control-answer.ts'

type Fetch = (request: Request) => Response | Promise<Response>

/** Refuses requests once the emulator is being closed. */
export class Lifetime {
  #ending: Promise<void> | undefined
  #isOver = false

  /** Throws the refusal once the end has begun. */
  check(): void {
    if (this.#ending) throw closedError()
  }

  /** Wraps `answer`: refuses requests after the end, and those that fail because the end came while they ran. */
  bound(answer: Fetch): (request: Request) => Promise<Response> {
    return async (request) => {
      this.check()
      const response = await answer(request)
      if (this.#isOver && response.status >= 400) this.check()
      return response
    }
  }

  /** Wraps `report`: failures after the end are dropped, since the end is their cause. */
  reporting(report: (error: unknown) => void): (error: unknown) => void {
    return (error) => {
      if (!this.#isOver) report(error)
    }
  }

  /** Ends the life with `release`. A second call waits for the first. */
  end(release: () => Promise<void>): Promise<void> {
    this.#ending ??= release().then(() => {
      this.#isOver = true
    })
    return this.#ending
  }
}
