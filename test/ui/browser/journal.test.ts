import { expect, test } from 'vitest'
import { orderBody } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { openDashboard } from '../support/dashboard.ts'

inBrowser('the journal', () => {
  test('has request and answer side by side, and the call as curl', async () => {
    const { page, api, emulator, origin } = await openDashboard('/_emulator/ui/journal', {
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    })
    const body = orderBody({ assign: true })
    const { json: order } = await api.post('/orders', { body })
    await page.getByRole('link', { name: 'POST /v2.4/orders' }).click()

    const request = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Request', exact: true }) })
    const answer = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Answer', exact: true }) })
    expect(JSON.parse(await request.locator('pre').innerText())).toEqual(body)
    expect(JSON.parse(await answer.locator('pre').innerText())).toEqual(order)
    const [left, right] = [await request.boundingBox(), await answer.boundingBox()]
    expect(left?.y).toBe(right?.y)
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0)

    await page.getByRole('link', { name: 'curl', exact: true }).click()
    await page.waitForURL(/as=curl/)
    await page.getByRole('button', { name: 'copy: curl' }).click()
    await page.getByText('Copied: curl').waitFor()
    const curl = (await page.evaluate('navigator.clipboard.readText()')) as string
    expect(curl.replace(/\s*\\\n\s*/g, ' ')).toBe(
      `curl -X POST '${origin}/v2.4/orders' -H 'X-API-Key: ${emulator.apiKey}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
    )
  })

  test('marks where a request departed from the contract, and says how', async () => {
    const { page, api } = await openDashboard('/_emulator/ui/journal')
    await api.get('/catalogue?perpage=2')
    await api.get('/networks?isos=FR')
    const drifted = page.getByRole('row').filter({ hasText: '/v2.4/catalogue' })
    await drifted.getByText('1 contract issue', { exact: true }).waitFor()
    await page.getByRole('row').filter({ hasText: '/v2.4/networks' }).waitFor()
    expect(await page.getByText('contract issue').count()).toBe(1)
    await drifted.getByRole('link').click()
    await page.getByText('query.perpage: not a parameter of this operation').waitFor()
  })
})
