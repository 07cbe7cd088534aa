import { expect, test, vi } from 'vitest'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { MARKUP } from '../support/laws/hostile-text.ts'
import { look, type PageAnswer } from '../support/page.ts'
import { watchDatabase } from '../support/tables.ts'

/** That a page shows the markup as text, and nothing of it as markup. */
function expectShown({ status, html, text }: PageAnswer, shown = MARKUP): void {
  expect(status).toBe(200)
  expect(html).not.toContain('<img src=x')
  expect(html).not.toContain('<script>alert')
  expect(text).toContain(shown)
}

test('a customer reference and a text message full of markup show as text', async () => {
  const { emulator, api } = await createTestEmulator()
  const [esim] = await emulator.esims.create({ msisdn: '447700900123' })
  const iccid = esim?.iccid ?? ''
  await api.put('/esims', { body: { iccid, customerRef: MARKUP } })
  await api.post(`/esims/${iccid}/sms`, { body: { message: MARKUP, from: 'eSIM' } })
  const page = await look(emulator, `/_emulator/ui/esims/${iccid}`)
  expectShown(page)
  expect(page.text.split(MARKUP)).toHaveLength(3)
  expectShown(await look(emulator, '/_emulator/ui/esims'))
  expectShown(await look(emulator, '/_emulator/'))
})

test('the name of an organisation shows as text on every page', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({ name: MARKUP })
  expectShown(await look(emulator, '/_emulator/'))
  expectShown(await look(emulator, '/_emulator/ui/organisation'))
})

test('what a client sent shows as text in the journal', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post(`/orders?q=${encodeURIComponent(MARKUP)}`, { body: MARKUP })
  expectShown(await look(emulator, '/_emulator/ui/journal/1'))
})

test('what a receiver answered shows as text', async () => {
  const { emulator } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(MARKUP, { status: 500 }),
  })
  const { id } = await emulator.callbacks.test({ alertType: 'LowBalance' })
  expectShown(await look(emulator, `/_emulator/ui/callbacks/${id}`))
})

/** As a value of an attribute, and as a text. */
const ESCAPED = MARKUP.replace(
  /[&<>"']/g,
  (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? '',
)

test.each([
  ['esims?find=', 200, true],
  ['catalogue?find=', 200, true],
  ['catalogue?iccid=', 200, true],
  ['callbacks?iccid=', 200, true],
  ['journal?path=', 200, true],
  ['catalogue/', 404, true],
  ['esims/', 404, true],
  ['none/', 404, false],
])('what is searched for stays a text in %s', async (path, status, isShown) => {
  const { emulator } = await createTestEmulator()
  const answer = await look(emulator, `/_emulator/ui/${path}${encodeURIComponent(MARKUP)}`)
  expect([answer.status, answer.html.includes(ESCAPED)]).toEqual([status, isShown])
  expect(answer.html).not.toContain('<img src=x')
  expect(answer.html).not.toContain('<script>alert')
  expect(answer.text).not.toBe('')
})

test('a page that the emulator fails to make fails the test that looks at it', async () => {
  const { opened, database } = await watchDatabase(() => openTestEmulator())
  const { emulator, close, failures } = opened
  const spy = vi.spyOn(database, 'prepare').mockImplementation(() => {
    throw new Error('the database is gone')
  })
  await expect(look(emulator, '/_emulator/')).rejects.toThrow('the emulator failed on http://127.0.0.1:4024/_emulator/')
  expect(failures.length).toBeGreaterThan(0)
  spy.mockRestore()
  await close()
})

test('a key full of quotes stays one word in the curl to copy', async () => {
  const key = `k'";$(id)\``
  const { emulator } = await createTestEmulator({ apiKeys: [key] })
  const { text } = await look(emulator, '/_emulator/')
  expect(text).toContain(`-H 'X-API-Key: k'\\''";$(id)\`'`)
})
