import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { type Account, type Call, type Client, type Reply, urlOf } from '../client.ts'

/** A client written in another language: it is given a call as a line of JSON, makes it, and prints what it read. */
export function programClient(account: Account, [command, ...args]: readonly [string, ...string[]]): Client {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const complaints = text(child.stderr)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async send(call: Call): Promise<Reply> {
      const { method, accept = null, body = null, form } = call
      const line = { method, url: urlOf(account, call), key: account.apiKey, accept, body, form }
      child.stdin.write(`${JSON.stringify(line)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`${command} has ended: ${await complaints}`)
      return JSON.parse(value)
    },
    close: () => void child.kill('SIGKILL'),
  }
}
