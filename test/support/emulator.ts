import { expect, onTestFinished } from 'vitest'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.ts'
import { type Api, createApi } from './api.ts'

export interface TestEmulator {
  readonly emulator: Emulator
  readonly api: Api
}

/**
 * An emulator of the test's own, closed when the test is over. A failure of the emulator itself fails the test: at the
 * request that caused it, or in the end where it was a request over a socket or no request at all.
 */
export async function createTestEmulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const { emulator, api, close, failures } = await openTestEmulator(options)
  onTestFinished(async () => {
    await close()
    expect(failures, 'the emulator must not have failed').toEqual([])
  })
  return { emulator, api }
}

/** As createTestEmulator, for whoever makes several in one test; the caller closes it. */
export async function openTestEmulator(
  options: EmulatorOptions = {},
): Promise<TestEmulator & { readonly close: () => Promise<void>; readonly failures: readonly unknown[] }> {
  // A failure of the emulator itself shows as the 500 that no test expects, and here as what went wrong.
  const failures: unknown[] = []
  const opened = await createEmulator({ onFailure: (error) => failures.push(error), ...options })
  const fetch = async (request: Request): Promise<Response> => {
    const response = await opened.fetch(request)
    if (failures.length > 0) throw new Error(`the emulator failed on ${request.url}`, { cause: failures[0] })
    return response
  }
  // With its getters, which a spread would read once.
  const emulator: Emulator = Object.defineProperties({} as Emulator, {
    ...Object.getOwnPropertyDescriptors(opened),
    fetch: { value: fetch, enumerable: true },
  })
  return { emulator, api: createApi(fetch, emulator.apiKey, options.dialect), close: () => opened.close(), failures }
}
