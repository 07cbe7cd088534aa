import { expect, test } from 'vitest'
import { buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { load, MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

/** Markup that would be seen in the document, and would run, if it were taken for any. */
const MARKUP = '<b class="struck">x</b><script>globalThis.struck=1</script>'

inBrowser('markup in what users say', () => {
  test('is text on every page that shows it, and nothing of it runs', async () => {
    const { page, api, emulator, origin } = await openDashboard('/_emulator/', { expected: [/status of 404/] })
    const esims = await emulator.esims.create({ msisdn: '447700900123' })
    const iccid = esims[0]?.iccid ?? ''
    await buyEsim(api, undefined, iccid)
    await api.put('/esims', { body: { iccid, customerRef: MARKUP } })
    await api.post(`/esims/${iccid}/sms`, { body: { message: MARKUP } })
    await api.get(`/catalogue/bundle/${encodeURIComponent(MARKUP)}`)
    await emulator.settings.change({ name: MARKUP })
    const requests = await emulator.requests.list()

    const places = [
      ...Object.values(MAIN_PAGES),
      `/_emulator/ui/esims/${iccid}`,
      `/_emulator/ui/esims?find=${encodeURIComponent(MARKUP)}`,
      `/_emulator/ui/catalogue?find=${encodeURIComponent(MARKUP)}`,
      ...requests.map(({ id }) => `/_emulator/ui/journal/${id}`),
    ]
    for (const path of places) {
      await load(page, `${origin}${path}`)
      expect(await page.getByText(MARKUP).count(), path).toBeGreaterThan(0)
      expect(await page.locator('.struck').count(), path).toBe(0)
      expect(await page.evaluate('globalThis.struck'), path).toBeUndefined()
    }
    await page.goto(`${origin}/_emulator/ui/esims/${iccid}`)
    await page.getByRole('listitem').filter({ hasText: MARKUP }).first().waitFor()
    await page.goto(`${origin}/_emulator/ui/catalogue/${encodeURIComponent(MARKUP)}`)
    await page.getByText(`there is no bundle ${MARKUP} in the catalogue`).waitFor()
    expect(await page.locator('.struck').count()).toBe(0)
  })
})
