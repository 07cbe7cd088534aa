// A customer buys 1 GB for France, installs the eSIM and arrives: eSIM Go calls back. It needs Node and nothing else.

const { ESIM_EMULATOR_URL = 'http://127.0.0.1:4024', ESIM_GO_API_KEY = 'test-key' } = process.env

async function call(method, path, body) {
  const response = await fetch(`${ESIM_EMULATOR_URL}${path}`, {
    method,
    headers: { 'X-API-Key': ESIM_GO_API_KEY, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

// What your application does, as it would at eSIM Go:
const { order } = await call('POST', '/v2.4/orders', {
  type: 'transaction',
  assign: true,
  order: [{ type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }],
})
const { iccid } = order[0].esims[0]
console.log(`bought ${order[0].item} on ${iccid}`)

// What the traveller and the network do, which only an emulator can be told:
await call('POST', `/_emulator/esims/${iccid}/install`)
await call('POST', `/_emulator/esims/${iccid}/attach`, { country: 'FR' })

const { callbacks } = await call('GET', `/_emulator/callbacks?iccid=${iccid}&wait=30s`)
for (const { alertType, url, status } of callbacks) console.log(`callback ${alertType} to ${url}: ${status}`)
process.exitCode = callbacks.some(({ status }) => status === 'delivered') ? 0 : 1
