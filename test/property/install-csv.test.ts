import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy } from '../support/trade.ts'

test('the CSV says what the JSON says', async () => {
  const { api } = await createTestEmulator()
  const references: string[] = []
  for (const item of [BUNDLES.uk, BUNDLES.caribbean, BUNDLES.year, 'esim_1GB_7D_US-HI_V2']) {
    references.push((await buy(api, { item, assign: true, quantity: 3 })).orderReference)
  }
  const some = fc.array(fc.constantFrom(...references.flatMap((reference) => [reference, `${reference}-1`])), {
    minLength: 1,
  })
  const property = fc.asyncProperty(some, fc.boolean(), async (chosen, withLink) => {
    const query = new URLSearchParams(chosen.map((reference) => ['reference', reference]))
    if (withLink) query.set('additionalFields', 'appleInstallUrl')
    const csv = await api.get(`/esims/assignments?${query}`)
    const { json } = await api.get(`/esims/assignments?${query}`, { headers: { Accept: 'application/json' } })
    const rows = json.map((row: Record<string, string>) => ({
      ICCID: row.iccid,
      'Matching ID': row.matchingId,
      'RSP URL': row.rspUrl,
      Bundle: row.bundle,
      Reference: row.reference,
      ...(withLink ? { 'Apple Install URL': row.appleInstallUrl } : {}),
    }))
    expect(parse(csv.text, { columns: true })).toEqual(rows)
  })
  await fc.assert(property, { numRuns: 30 })
})
