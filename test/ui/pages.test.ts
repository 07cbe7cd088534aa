import { expect, test } from 'vitest'
import { CONTROL_OPERATIONS } from '../../src/contract/control/operations.ts'
import { OPERATIONS } from '../../src/contract/operations.ts'
import type { Emulator } from '../../src/emulator.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { findElement, findElements, listAttribute, look, PAGES } from '../support/page.ts'

/** Finds what the first item of a list is called in its address. */
async function findItem(emulator: Emulator, list: string): Promise<string> {
  const { html } = await look(emulator, `/_emulator/ui/${list}`)
  const link = findElement(html, `a[href*="/ui/${list}/"]`).getAttribute('href') ?? ''
  return new URL(link, 'http://emulator').pathname.split('/').at(-1) ?? ''
}

const isInlineCode = (attribute: string): boolean => /^(?:style|on\w+)$/.test(attribute)

/** Every kind of page of a world in which much has happened. */
async function allPages(emulator: Emulator): Promise<string[]> {
  const iccid = await findItem(emulator, 'esims')
  const callback = await findItem(emulator, 'callbacks')
  return [
    ...PAGES,
    `/_emulator/ui/catalogue?iccid=${iccid}`,
    `/_emulator/ui/esims/${iccid}`,
    `/_emulator/ui/callbacks/${callback}`,
    '/_emulator/ui/journal/1',
  ]
}

async function busyWorld() {
  const opened = await openTestEmulator({ scenario: 'busy-reseller' })
  await opened.api.post('/orders', { body: { type: 'validate', assign: true, order: [] } })
  await opened.emulator.faults.add({ fault: { type: 'delay', delay: '1ms' } })
  await opened.emulator.snapshots.take('before')
  return opened
}

test.each(PAGES)('%s is there before anything has happened', async (path) => {
  const { emulator } = await createTestEmulator()
  const { status, headers, html } = await look(emulator, path)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(html).toMatch(/^<!doctype html><html lang="en">/)
  expect(findElements(html, 'h1')).toHaveLength(1)
  expect(findElements(html, '[aria-current=page]')).toHaveLength(1)
})

test('every page holds nothing of another place, and no script or style of its own', async () => {
  const { emulator, close } = await busyWorld()
  for (const path of await allPages(emulator)) {
    const { status, headers, html } = await look(emulator, path)
    expect(status, path).toBe(200)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy, path).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy, path).not.toContain('unsafe')
    expect(headers.get('cache-control'), path).toBe('no-store')
    const inline = findElements(html, '*').flatMap((element) => element.getAttributeNames().filter(isInlineCode))
    expect(inline, path).toEqual([])
    expect(findElements(html, 'style, iframe, object, embed'), path).toEqual([])
    expect(
      findElements(html, 'script')
        .map(({ textContent }) => textContent)
        .join(''),
      path,
    ).toBe('')
    const places = ['src', 'href', 'action'].flatMap((name) => listAttribute(html, name))
    expect(
      places.filter((place) => !/^(?:\/_emulator\/|[?#]|data:,$)/.test(place)),
      path,
    ).toEqual([])
  }
  await close()
})

test('every form makes a call that the control API or the vendor API has', async () => {
  const known = [...CONTROL_OPERATIONS, ...OPERATIONS.map((each) => ({ ...each, path: `/v2.4${each.path}` }))].map(
    ({ method, path, queryFields }) => {
      const parameter = Object.keys(queryFields.shape).map((name) => `\\?${name}=[^&]*`)
      return new RegExp(
        `^${method} ${path.replace(/\{\w+\}/g, '[^/]+')}(?:${parameter.join('|')})${parameter.length > 0 ? '?' : ''}$`,
      )
    },
  )
  const { emulator, close } = await busyWorld()
  const calls = new Set<string>()
  for (const path of await allPages(emulator)) {
    const { html } = await look(emulator, path)
    for (const call of listAttribute(html, 'data-call')) calls.add(call)
    expect(findElements(html, 'form:not([data-call]):not([data-token]):not([method])'), path).toEqual([])
  }
  expect([...calls].filter((call) => !known.some((pattern) => pattern.test(call)))).toEqual([])
  expect(new Set([...calls].map((call) => call.replace(/\d{3,}/g, 'N'))).size).toBeGreaterThan(20)
  await close()
})

test('looking leaves no trace: not in the journal, not in the state', async () => {
  const { emulator, close } = await busyWorld()
  await emulator.requests.clear()
  const before = JSON.stringify(await emulator.state.export())
  for (const path of await allPages(emulator)) await look(emulator, path)
  expect(await emulator.requests.list()).toEqual([])
  expect(JSON.stringify(await emulator.state.export())).toBe(before)
  await close()
})

test.each([
  ['/_emulator/ui/esims/8943108160000000000', 404, 'has no eSIM 8943108160000000000'],
  ['/_emulator/ui/esims/none', 404, 'none is not an ICCID'],
  ['/_emulator/ui/catalogue/esim_none', 404, 'no bundle esim_none'],
  ['/_emulator/ui/callbacks/77', 404, 'no callback 77'],
  ['/_emulator/ui/callbacks/x', 404, 'no callback x'],
  ['/_emulator/ui/journal/77', 404, 'no request 77'],
  ['/_emulator/ui/journal?status=abc', 422, 'The address is not valid status'],
  ['/_emulator/ui/orders?kind=none', 422, 'Go to Orders Go to the overview'],
  ['/_emulator/ui/esims/123', 404, 'Not found 123 is not an ICCID: it has 18 to 22 digits Go to eSIMs'],
  ['/_emulator/ui/none', 404, 'no page /_emulator/ui/none'],
])('%s is not there, and says so in a page', async (path, status, words) => {
  const { emulator } = await createTestEmulator()
  const answer = await look(emulator, path)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.text).toContain(words)
})

test('without its slash the address leads to the overview', async () => {
  const { emulator } = await createTestEmulator()
  const { status, headers } = await look(emulator, '/_emulator')
  expect([status, headers.get('location')]).toEqual([302, '/_emulator/'])
})
