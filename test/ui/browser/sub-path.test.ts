import { expect, test } from 'vitest'
import { createTestEmulator } from '../../support/emulator.ts'
import { behindNginx, findPort, startNginx } from '../../support/nginx.ts'
import { BUNDLES } from '../../support/trade.ts'
import { inBrowser, openPage } from '../support/chromium.ts'
import { agree, follow, goTo, load, MAIN_PAGES } from '../support/dashboard.ts'

/** A browser in front of a proxy that ends TLS and answers below `/esim/` alone: a link that forgets it leads nowhere. */
async function openBehindProxy(strips: boolean) {
  const port = await findPort()
  const origin = `https://localhost:${port}`
  const { emulator, api } = await createTestEmulator({ publicUrl: `${origin}/esim` })
  const { url } = await emulator.listen()
  const passTo = strips ? `${url}/` : url
  await startNginx(port, { isHttps: true, location: '/esim/', passTo, tellsCaller: true })
  // Chromium trusts no certificate that was made a moment ago.
  const page = await openPage(origin, { context: { ignoreHTTPSErrors: true } })
  await load(page, `${origin}/esim/_emulator/`)
  return { emulator, api, page, base: `${origin}/esim` }
}

behindNginx('behind nginx, below a sub-path, with TLS', () => {
  inBrowser('the dashboard', () => {
    test.each([
      ['strips', true],
      ['passes on', false],
    ])('works as ever where the proxy %s the sub-path', async (_, strips) => {
      const { emulator, api, page, base } = await openBehindProxy(strips)
      await page.getByText(`${base}/v2.4`).first().waitFor()
      for (const [name, path] of Object.entries(MAIN_PAGES)) {
        await goTo(
          page,
          name === 'docs' ? 'API docs' : name === 'esims' ? 'eSIMs' : `${name[0]?.toUpperCase()}${name.slice(1)}`,
        )
        expect(page.url().split('#')[0]).toBe(`${base}${path}`)
      }

      // A form that calls, and the page that it opens then.
      await goTo(page, 'Catalogue')
      await page.getByLabel('Country or region').selectOption({ label: 'France' })
      await page.waitForURL(/country=FR/)
      await page.getByRole('row', { name: BUNDLES.france }).getByRole('button', { name: 'On a new eSIM' }).click()
      await page.waitForURL(/\/esim\/_emulator\/ui\/esims\/\d{19}$/)

      // What happens elsewhere shows by itself.
      await goTo(page, 'Orders')
      await api.post('/orders', {
        body: { type: 'transaction', order: [{ type: 'bundle', item: BUNDLES.europe, quantity: 3 }] },
      })
      await page.getByText(BUNDLES.europe).first().waitFor()

      // The reference page makes its calls, and shows what to paste.
      await load(page, `${base}/_emulator/docs#control-getClock`)
      const clock = page.locator('details#control-getClock')
      expect(await clock.locator('.as-curl').innerText()).toContain(`'${base}/_emulator/clock'`)
      await clock.getByRole('button', { name: 'Send' }).click()
      await clock.getByRole('status').getByText('200').waitFor()

      // Another organisation is chosen by a cookie that TLS alone carries, and that other paths do not see.
      await emulator.organisation('theirs').settings.change({ name: 'Theirs' })
      await goTo(page, 'Organisation')
      await page.getByLabel(/^API key/).fill('theirs')
      await follow(page, () => page.keyboard.press('Enter'))
      expect(page.url()).toBe(`${base}/_emulator/`)
      await page.getByText('Theirs').first().waitFor()
      const cookies = await page.context().cookies()
      expect(cookies).toMatchObject([{ value: 'theirs', path: '/esim/_emulator', secure: true, httpOnly: true }])

      await goTo(page, 'Journal')
      agree(page)
      await page.getByRole('button', { name: 'Delete all' }).click()
      await page.getByText('Journal deleted.').waitFor()
    })
  })
})
