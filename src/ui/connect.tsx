import type { FC } from 'hono/jsx'
import { BASE_PREFIX, DOCUMENTED_ROOT } from '../domain/api-version.ts'
import { curlCommand, NEW_LINE } from './assets/curl.js'
import { CopyableText, Snippet } from './components.tsx'

const SAMPLE_BUNDLE = 'esim_1GB_7D_GB_V2'

/** A first call as a curl command. */
const firstCall = (address: string, apiKey: string): string =>
  curlCommand({ url: `${address}/v2.4/organisation`, headers: [`X-API-Key: ${apiKey}`] })

const firstOrder = (address: string, apiKey: string): string =>
  curlCommand(
    {
      url: `${address}/v2.4/orders`,
      headers: [`X-API-Key: ${apiKey}`],
      body: `{"type":"transaction","assign":true,"order":[{"type":"bundle","item":"${SAMPLE_BUNDLE}","quantity":1}]}`,
    },
    NEW_LINE,
  )

/** Node code that checks the signature of a callback. */
export const signatureCheck = (apiKey: string, encoding: string): string =>
  `import { createHmac, timingSafeEqual } from 'node:crypto'

// rawBody: the bytes as they came, before anything parses them
export function isGenuine(rawBody, headers) {
  const expected = createHmac('sha256', ${JSON.stringify(apiKey)}).update(rawBody).digest('${encoding}')
  const given = headers['x-signature-sha256'] ?? ''
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
}`

/** The base URL, the header and example calls for a client. */
export const Connect: FC<{ readonly address: string; readonly apiKey: string }> = ({ address, apiKey }) => (
  <section class="sheet">
    <h2>Connect a client</h2>
    <div class="acts">
      <dl class="facts">
        <dt>Base URL</dt>
        <dd>
          <CopyableText text={`${address}${BASE_PREFIX}`} />
        </dd>
        <dt>As documented by the vendor</dt>
        <dd>
          <CopyableText text={`${address}${DOCUMENTED_ROOT}${BASE_PREFIX}`} />
        </dd>
        <dt>Header</dt>
        <dd>
          <CopyableText text={`X-API-Key: ${apiKey}`} />
        </dd>
      </dl>
      <Snippet text={firstCall(address, apiKey)} what="first call" />
      <details>
        <summary>Order an eSIM with curl</summary>
        <Snippet text={firstOrder(address, apiKey)} what="order with curl" />
      </details>
      <details>
        <summary>Check the signature of a callback in Node</summary>
        <Snippet text={signatureCheck(apiKey, 'base64')} what="signature check" />
      </details>
    </div>
  </section>
)
