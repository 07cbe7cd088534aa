import type { Emulator } from '../src/index.ts'

/** Buys bundles, each on a new eSIM, `perOrder` at a time, and returns the ICCIDs. */
export async function buyEsims(emulator: Emulator, item: string, count: number, perOrder = 100): Promise<string[]> {
  await emulator.settings.change({ balance: 1_000_000 })
  const iccids: string[] = []
  while (iccids.length < count) {
    const quantity = Math.min(perOrder, count - iccids.length)
    const response = await emulator.fetch(
      new Request('http://emulator/v2.4/orders', {
        method: 'POST',
        headers: { 'X-API-Key': emulator.apiKey },
        body: JSON.stringify({ type: 'transaction', assign: true, order: [{ type: 'bundle', item, quantity }] }),
      }),
    )
    const { order } = (await response.json()) as { order: { iccids: string[] }[] }
    iccids.push(...(order[0]?.iccids ?? []))
  }
  return iccids
}
