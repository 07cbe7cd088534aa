import { createEmulator } from '../built.ts'
import { API_KEY } from '../servers.ts'
import { buyEsims } from '../trade.ts'

/** eSIMs that use data evenly, each at a pace of its own, in a file. */
export async function makePlans(file: string, esims: number): Promise<void> {
  const emulator = await createEmulator({ db: file, apiKeys: [API_KEY], start: '2026-01-01T00:00:00Z' })
  const iccids = await buyEsims(emulator, 'esim_1GB_7D_REUP_V2', esims)
  for (const [index, iccid] of iccids.entries()) {
    await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 + (index % 300) })
  }
  await emulator.close()
}
