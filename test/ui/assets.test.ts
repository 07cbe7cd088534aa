import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { findElement, look } from '../support/page.ts'

const styleOf = (html: string) => findElement(html, 'link[rel=stylesheet]').getAttribute('href') ?? ''
const scriptOf = (html: string) => findElement(html, 'script[type=module]').getAttribute('src') ?? ''

test('the files of a page are kept by browsers for ever, under a path that changes with them', async () => {
  const { emulator } = await createTestEmulator()
  const { html } = await look(emulator, '/_emulator/')
  for (const [path, type] of [
    [styleOf(html), 'text/css; charset=utf-8'],
    [scriptOf(html), 'text/javascript; charset=utf-8'],
  ] as const) {
    const { status, headers } = await look(emulator, path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe(type)
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    const tag = headers.get('etag') ?? ''
    const again = await look(emulator, path, { 'if-none-match': tag })
    expect([again.status, again.html]).toEqual([304, ''])
  }
})

test('the script finds the files that it is made of', async () => {
  const { emulator } = await createTestEmulator()
  const path = scriptOf((await look(emulator, '/_emulator/')).html)
  const imported = [...(await look(emulator, path)).html.matchAll(/from '\.\/([\w.]+)'/g)].map(([, name]) => name)
  expect(imported.length).toBeGreaterThan(0)
  for (const name of imported) {
    expect((await look(emulator, path.replace('app.js', String(name)))).status).toBe(200)
  }
})

test('the style finds the files that it is made of', async () => {
  const { emulator } = await createTestEmulator()
  const path = styleOf((await look(emulator, '/_emulator/')).html)
  const imported = [...(await look(emulator, path)).html.matchAll(/@import "\.\/([\w.]+)"/g)].map(([, name]) => name)
  expect(imported.length).toBeGreaterThan(0)
  for (const name of imported) {
    expect((await look(emulator, path.replace('style.css', String(name)))).status).toBe(200)
  }
})

test.each([
  '/_emulator/assets/style.css',
  '/_emulator/assets/000000000000/style.css',
  '/_emulator/assets/%2e%2e/app.tsx',
  '/_emulator/assets/..%2fapp.tsx',
])('%s is not there', async (path) => {
  const { emulator } = await createTestEmulator()
  expect((await look(emulator, path)).status).toBe(404)
})
