import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { findElement, findElements, look } from '../support/page.ts'
import { BUNDLES } from '../support/trade.ts'

const callsOf = (html: string) => findElements(html, 'form[data-call]').map((form) => form.getAttribute('data-call'))

test('the page of a bundle changes and withdraws it', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.catalogue.change(BUNDLES.uk, { price: 1.75 })
  const { html } = await look(emulator, `/_emulator/ui/catalogue/${BUNDLES.uk}`)
  const path = `/_emulator/catalogue/${BUNDLES.uk}`
  expect(callsOf(html)).toEqual(expect.arrayContaining([`PUT ${path}`, `DELETE ${path}`]))
  expect(findElement(html, 'form[data-call^=PUT] input[name=price]').getAttribute('value')).toBe('1.75')
})

test('the catalogue lists what differs and what is to come, and undoes it', async () => {
  const { emulator } = await createTestEmulator()
  const before = (await look(emulator, '/_emulator/ui/catalogue')).html
  expect(callsOf(before)).not.toContain('POST /_emulator/catalogue/reset')
  await emulator.catalogue.change(BUNDLES.uk, { price: 1.75, at: '+3d' })
  await emulator.catalogue.withdraw(BUNDLES.france)
  const { html } = await look(emulator, '/_emulator/ui/catalogue')
  expect(callsOf(html).filter((call) => call === 'POST /_emulator/catalogue/reset')).toHaveLength(3)
  const items = findElements(html, '.feed li').map(({ textContent }) => textContent)
  expect(items[0]).toContain(`${BUNDLES.france} withdrawn from sale`)
  expect(items[1]).toContain(`${BUNDLES.uk} price`)
  expect((await look(emulator, `/_emulator/ui/catalogue/${BUNDLES.france}`)).status).toBe(404)
})
