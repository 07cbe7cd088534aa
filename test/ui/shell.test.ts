import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { look, region, textOf } from '../support/page.ts'
import { BUNDLES, buyEsim, orderBody } from '../support/trade.ts'

const time = async (emulator: Parameters<typeof look>[0]) =>
  textOf(region((await look(emulator, '/_emulator/')).html, 'time'))

test('the next event is shown with its instant, and idle checks are passed', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.esims.create()
  expect(await time(emulator)).toContain('No event is due, but for checks of idle eSIMs 2026-06-30 00:00:00')
  await emulator.clock.advance('176d')
  const iccid = await buyEsim(api, BUNDLES.france)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 1 })
  expect(await time(emulator)).toContain(`Next, in 7 d : bundle expires …${iccid.slice(-6)} 2026-07-03 00:00:00`)
})

test('faults in force show in the menu of every page', async () => {
  const { emulator } = await createTestEmulator()
  const menu = async (path: string) => textOf((await look(emulator, path)).html)
  expect(await menu('/_emulator/ui/orders')).not.toContain('in force')
  await emulator.faults.add({ fault: { type: 'delay', delay: '1ms' } })
  await emulator.faults.add({ fault: { type: 'delay', delay: '1ms' } })
  expect(await menu('/_emulator/ui/orders')).toContain('Faults 2 in force')
})

test('a callback of the past of a scenario does not say that no address is set', async () => {
  const { emulator } = await createTestEmulator({
    scenario: 'busy-reseller',
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(),
  })
  const { text } = await look(emulator, '/_emulator/ui/callbacks?status=unsent')
  expect(text).toContain('unsent 0 from before a callback URL was set')
})

test('a control that is not available keeps its place, and says why', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: orderBody({}) })
  const levers = async () => {
    const { html } = await look(emulator, '/_emulator/')
    return [...html.matchAll(/<button type="submit"([^>]*)>(Play|Pause|Next event)/g)].map(
      ([, attributes = '', name]) => [name, /title="([^"]*)" aria-disabled="true"/.exec(attributes)?.[1]],
    )
  }
  expect(await levers()).toEqual([
    ['Play', undefined],
    ['Pause', 'The clock is paused.'],
    ['Next event', undefined],
  ])
  await emulator.clock.set({ mode: 'auto' })
  expect((await levers()).slice(0, 2)).toEqual([
    ['Play', 'The clock runs.'],
    ['Pause', undefined],
  ])
})
