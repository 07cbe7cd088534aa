import axios, { isAxiosError } from 'axios'
import type { Account, Call, Client } from '../client.ts'
import { READERS } from '../forms.ts'

/**
 * axios with the defaults that people leave on: `Accept: application/json, text/plain, *\/*`, its own parsing of JSON, and
 * statuses that are thrown.
 */
export function axiosClient({ baseUrl, apiKey }: Account): Client {
  const http = axios.create({ baseURL: baseUrl, headers: { 'X-API-KEY': apiKey } })
  return {
    async send({ method, path, query, body, accept, form }: Call) {
      try {
        const { status, data } = await http.request({
          method,
          url: path,
          ...(query === undefined ? {} : { params: query }),
          data: body,
          ...(accept === undefined ? {} : { headers: { Accept: accept } }),
          ...(form === 'json' ? {} : { responseType: 'arraybuffer' as const }),
        })
        return { status, value: form === 'json' ? data : await READERS[form](new Uint8Array(data)) }
      } catch (error) {
        if (!isAxiosError(error) || !error.response) throw error
        return { status: error.response.status, value: error.response.data }
      }
    },
  }
}
