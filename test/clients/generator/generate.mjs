/** Writes ../generated/vendor.d.ts, the types of a client, from our own OpenAPI document. Run by `npm run generate:client`. */
import { writeFileSync } from 'node:fs'
import openapiTs, { astToString } from 'openapi-typescript'
import { readVendorDocument } from './document.ts'

const { text, sha256 } = await readVendorDocument()
const types = astToString(await openapiTs(JSON.parse(text)))
const path = new URL('../generated/vendor.d.ts', import.meta.url)
const code = `/** Made by \`npm run generate:client\` from /openapi.json, sha256 ${sha256}. */\n\n${types}`
writeFileSync(path, code)
console.log(`wrote test/clients/generated/vendor.d.ts, ${code.length} characters`)
