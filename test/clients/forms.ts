import { readZip } from '../support/zip.ts'

export type Form = 'json' | 'csv' | 'zip'

/** Reads the bytes of an answer as production clients do. */
export const READERS: Readonly<Record<Form, (bytes: Uint8Array) => unknown>> = {
  json: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
  // No parser: lines and commas.
  csv: (bytes) =>
    new TextDecoder()
      .decode(bytes)
      .trim()
      .split('\n')
      .map((line) => line.split(',').map((value) => value.trim())),
  zip: async (bytes) => (await readZip(bytes)).map(({ name }) => name),
}

/** A refusal is JSON whatever was asked for. */
export const read = async (form: Form, status: number, bytes: Uint8Array) => ({
  status,
  value: await READERS[status === 200 ? form : 'json'](bytes),
})
