import { expect, test } from 'vitest'
import type { EmulatorEvent } from '../../src/index.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'

const KEY = 'a-key-that-shows'

test.each([
  [`/_emulator/organisations/${KEY}`, '/_emulator/organisations/***'],
  [`/_emulator/organisations/${KEY}/more`, '/_emulator/organisations/***'],
  [`/_emulator/organ%69sations/${KEY}`, '/_emulator/organisations/***'],
  [`/_emulator/%6Frganisations%2F${KEY}`, '/_emulator/organisations/***'],
  ['/_emulator/organisations', '/_emulator/organisations'],
  ['/_emulator/organisations/', '/_emulator/organisations/***'],
  ['/_emulator/organisation', '/_emulator/organisation'],
  [`/v2.1/organisation?api_key=${KEY}`, '/v2.1/organisation'],
  [`/v2.4/orders?api%5Fkey=${KEY}`, '/v2.4/orders'],
  [`/nowhere?api_key=${KEY}`, '/nowhere'],
  ['/v2.4/catalogue/bundle/%E0%A4%A', '/v2.4/catalogue/bundle/%E0%A4%A'],
])('of %s the log says %s', async (path, logged) => {
  const events: EmulatorEvent[] = []
  const { emulator } = await createTestEmulator({ onEvent: (event) => events.push(event) })
  await emulator.fetch(new Request(`http://emulator${path}`, { method: 'DELETE' }))
  expect(events).toMatchObject([{ kind: 'request', path: logged }])
  expect(JSON.stringify(events)).not.toContain(KEY)
})

test('what is answered about organisations does not go into the log either', async () => {
  const events: EmulatorEvent[] = []
  const { emulator } = await createTestEmulator({ onEvent: (event) => events.push(event) })
  await callControl(emulator, { method: 'POST', path: '/organisations', body: { apiKey: KEY } })
  await callControl(emulator, { method: 'DELETE', path: `/organisations/${KEY}` })
  expect(events.map((event) => event.kind === 'request' && event.status)).toEqual([201, 204])
  expect(JSON.stringify(events)).not.toContain(KEY)
})
