import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Account, type Call, type Client, urlOf } from '../client.ts'
import { read } from '../forms.ts'

const run = promisify(execFile)

/** curl, a process for each call. */
export const curlClient = (account: Account): Client => ({
  async send(call: Call) {
    const { stdout, stderr } = await run(
      'curl',
      [
        ...['-sS', '--max-time', '20', '--write-out', '%{stderr}%{http_code}', '-X', call.method],
        ...['-H', `x-api-key: ${account.apiKey}`, urlOf(account, call)],
        ...(call.accept === undefined ? [] : ['-H', `Accept: ${call.accept}`]),
        ...(call.body === undefined
          ? []
          : ['-H', 'Content-Type: application/json', '--data', JSON.stringify(call.body)]),
      ],
      { encoding: 'buffer' },
    )
    return read(call.form, Number(stderr.toString()), stdout)
  },
})
