import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { listenOnFreePort } from '../../support/http-server.ts'
import { findBarriers } from '../support/accessibility.ts'
import { inBrowser, openWatchedPage } from '../support/chromium.ts'

/** A page that is nothing but this. */
async function serve(html: string, policy?: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', ...(policy ? { 'Content-Security-Policy': policy } : {}) })
    response.end(`<!doctype html><html lang="en"><title>t</title><link rel="icon" href="data:,">${html}`)
  })
  return `http://127.0.0.1:${await listenOnFreePort(server)}`
}

inBrowser('the watch over pages', () => {
  test.each([
    { what: 'an error on the console', html: '<script>console.error("oh")</script>', problem: /^wrote oh/ },
    { what: 'an error that is thrown', html: '<script>throw new Error("oh")</script>', problem: /^threw oh/ },
    {
      what: 'a request elsewhere',
      html: '<img alt="" src="http://127.0.0.2:9/">',
      problem: /^asked for http:..127.0.0.2/,
    },
    {
      what: 'a violation of the policy',
      html: '<script>1</script>',
      policy: "script-src 'self'",
      problem: /^wrote .*Content Security Policy/,
    },
  ])('sees $what', async ({ html, policy, problem }) => {
    const origin = await serve(html, policy)
    const { page, problems } = await openWatchedPage(origin)
    await page.goto(origin)
    await expect.poll(() => problems).toContainEqual(expect.stringMatching(problem))
  })

  test('sees nothing wrong with a good page, and what keeps people out of a bad one, whatever its policy', async () => {
    const origin = await serve('<main><h1>t</h1><input></main>', "default-src 'none'; img-src data:")
    const { page, problems } = await openWatchedPage(origin)
    await page.goto(origin)
    expect(await findBarriers(page)).toEqual([expect.stringMatching(/^critical label: input/)])
    expect(problems).toEqual([])
  })
})
