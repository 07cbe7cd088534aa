import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DIALECTS, type Dialect } from '../../src/domain/dialect.ts'
import type { Answer } from '../support/api.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { createWorld } from '../support/example-calls.ts'
import { brokenCallsOf, callsOf, knownOf, readDocument, sendCall } from '../support/laws/described-calls.ts'
import { BUNDLES } from '../support/trade.ts'

const PREFIXES = ['/v2.1', '/v2.4', '/v2.5']

async function readOperations(dialect: Dialect, prefix: string) {
  const { emulator, close } = await openTestEmulator()
  const operations = await readDocument(emulator.fetch, `${prefix}/openapi.json?dialect=${dialect}`)
  await close()
  return operations
}

/** Every operation as each dialect describes it; those of v2.4, and of the others what is not in v2.4. */
const OPERATIONS = (
  await Promise.all(
    DIALECTS.flatMap((dialect) =>
      PREFIXES.map(async (prefix) =>
        (await readOperations(dialect, prefix)).map((operation) => ({ dialect, prefix, ...operation })),
      ),
    ),
  )
)
  .flat()
  .sort((a, b) => Number(b.prefix === '/v2.4') - Number(a.prefix === '/v2.4'))
  .filter(
    ({ dialect, described }, index, all) =>
      index ===
      all.findIndex((other) => other.dialect === dialect && other.described.operationId === described.operationId),
  )

/** Refusals of what a request looks like, whatever there is in the account. */
const OF_FORM =
  /^(failed to parse|invalid |minimum topup|sender not allowed|either (bundle|name) or|iccid cannot be used with)| is required| must be /

/** Rules about several fields at once, which a schema of each cannot tell; the descriptions do. */
const ACROSS_FIELDS = [
  'countries, isos or returnAll is required',
  'offerId is required to refund to balance',
  'invalid filter',
  'quantity must match number of iccids',
]

const messageOf = ({ json, text }: Answer): string => json?.message ?? text

/** An emulator that speaks a dialect, and what its organisation has, by the names that fields have for it. */
async function openWorld(dialect: Dialect) {
  const { emulator, api } = await createTestEmulator()
  const world = await createWorld(api)
  await emulator.settings.change({ dialect })
  const known = knownOf(world, [BUNDLES.uk, BUNDLES.europe, BUNDLES.scheduled])
  return { api: api.speaking(dialect), known }
}

/** Where the form of a segment decides the route: another form is that of no call. */
const LEADS_NOWHERE = ['path matchingId: pattern']

const CASES = OPERATIONS.map((each) => [`${each.described.operationId}, ${each.dialect}`, each] as const)

test.each(CASES)('%s: no request that the description allows is refused for its form', async (_, operation) => {
  const { dialect, prefix, method, path, described } = operation
  const { api, known } = await openWorld(dialect)
  await fc.assert(
    fc.asyncProperty(callsOf(described, known), async (call) => {
      const answer = await sendCall(api, method, path, prefix, call)
      const message = answer.status < 300 ? '' : messageOf(answer)
      if (!ACROSS_FIELDS.includes(message)) expect(message).not.toMatch(OF_FORM)
    }),
    { numRuns: 30 },
  )
})

test.each(CASES)('%s: every request that breaks one keyword of the description is refused', async (_, operation) => {
  const { dialect, prefix, method, path, described } = operation
  const { api, known } = await openWorld(dialect)
  for (const calls of brokenCallsOf(described, known)) {
    await fc.assert(
      fc.asyncProperty(calls, async ({ keyword, ...call }) => {
        const { status } = await sendCall(api, method, path, prefix, call)
        expect([keyword, status]).toEqual([keyword, LEADS_NOWHERE.includes(keyword) ? 404 : 400])
      }),
      { numRuns: 6 },
    )
  }
})
