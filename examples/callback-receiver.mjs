// Receives eSIM Go's callbacks, version V3. Copy it: it needs Node and nothing else.
//
//   ESIM_GO_API_KEY=test-key PORT=4030 node callback-receiver.mjs

import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const { HOST = '127.0.0.1', PORT = '4030', ESIM_GO_API_KEY = 'test-key' } = process.env

// In earnest: a unique column in your database. Callbacks have no id, but one that is sent again has the same bytes. The
// reverse does not hold: an unlimited bundle that reaches 50 % on two days says so in the same bytes. So let what you do
// with a callback be harmless when it is done twice, rather than throw anything away that may be news.
const handled = new Set()

const sign = (body) => createHmac('sha256', ESIM_GO_API_KEY).update(body).digest('base64')

function isSame(expected, given) {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function describe({ date, alertType, event, iccid, bundle = {} }) {
  const { name, initialQuantity: all, remainingQuantity: left } = bundle
  const used = all > 0 ? `${Math.floor(((all - left) * 100) / all)}%` : undefined
  return [date, alertType ?? event, iccid, name, used].filter(Boolean).join(' ')
}

function handle(body, signature) {
  const line = describe(JSON.parse(body))
  if (handled.has(signature)) return console.log(`duplicate ${line}`)
  handled.add(signature)
  console.log(line)
}

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    // The bytes as they came: JSON that was parsed and written again has another signature.
    const body = Buffer.concat(chunks)
    const signature = sign(body)
    if (!isSame(signature, request.headers['x-signature-sha256'] ?? '')) {
      response.writeHead(401).end()
      return console.log('refused: not signed with this key')
    }
    // Answered first: whatever goes wrong from here on is not the sender's business.
    response.writeHead(200).end()
    try {
      handle(body, signature)
    } catch (error) {
      console.error(error)
    }
  })
})

server.listen(Number(PORT), HOST, () => console.log(`listening on http://${HOST}:${server.address().port}/`))
