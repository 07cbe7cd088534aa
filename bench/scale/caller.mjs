// A thread of its own makes one call: what a large answer costs to receive holds up no read that is timed beside it.
import { createReadStream, statSync } from 'node:fs'
import { request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

const { url, method, headers, body, bodyFile } = workerData
const length = bodyFile === undefined ? Buffer.byteLength(body ?? '') : statSync(bodyFile).size
const begun = performance.now()
const call = request(url, { method, headers: { ...headers, 'Content-Length': length } }, (response) => {
  let bytes = 0
  let text = ''
  response.on('data', (part) => {
    bytes += part.length
    if (response.statusCode >= 400) text += part
  })
  response.on('end', () =>
    parentPort.postMessage({ status: response.statusCode, milliseconds: performance.now() - begun, bytes, text }),
  )
})
if (bodyFile === undefined) call.end(body)
else createReadStream(bodyFile).pipe(call)
