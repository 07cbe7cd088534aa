// The least that Node can do to answer: what the emulator is compared with.
import { createServer } from 'node:http'

const body = Buffer.from(process.env.BARE_BODY)
const headers = { 'Content-Type': process.env.BARE_CONTENT_TYPE, 'Content-Length': body.length }

createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(200, headers).end(body))
}).listen(Number(process.env.BARE_PORT), '127.0.0.1')
