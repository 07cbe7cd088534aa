import { JAVASCRIPT, writeLiteral } from './literal.ts'
import { bodyOf, headersOf, nameOf, pathWithQuery, type RecordedCall, titleOf } from './recorded-call.ts'
import { setUp } from './setup.ts'

/** Writes a text as a template literal, with variables in the places of ids. */
function template(text: string, variables: ReadonlyMap<string, string>): string {
  let written = text.replace(/[\\`]|\$(?=\{)/g, '\\$&')
  for (const [id, name] of variables) written = written.replaceAll(id, `\${${name}}`)
  return written
}

/** Writes the options of a fetch. */
function writeOptions(call: RecordedCall, key: string, indent: string, variables: ReadonlyMap<string, string>): string {
  const { request } = call
  const headers = [`'X-API-Key': ${key}`, ...headersOf(request).map(([name, value]) => headerOf(name, value))]
  const body = bodyOf(request)
  const text =
    body &&
    ('json' in body
      ? `JSON.stringify(${writeLiteral(body.json, JAVASCRIPT, `${indent}  `, '  ')})`
      : JAVASCRIPT.text(body.text))
  const lines = [
    ...(request.method === 'GET' ? [] : [`method: ${JAVASCRIPT.text(request.method)},`]),
    `headers: { ${headers.join(', ')} },`,
    ...(text === undefined ? [] : [`body: ${withVariables(text, variables)},`]),
    ...(request.status === null ? ['signal: AbortSignal.timeout(1_000),'] : []),
  ]
  return `{\n${lines.map((line) => `${indent}  ${line}\n`).join('')}${indent}}`
}

const headerOf = (name: string, value: string): string => `${JAVASCRIPT.name(name)}: ${JAVASCRIPT.text(value)}`

/** Puts variables in the places of texts that are ids. */
function withVariables(code: string, variables: ReadonlyMap<string, string>): string {
  let written = code
  for (const [id, name] of variables) written = written.replaceAll(`'${id}'`, name)
  return written
}

/** Writes a vitest test of a call, in an emulator of its own. */
export function vitestOf(call: RecordedCall): string {
  const { request, message } = call
  const { statements, variables } = setUp(call)
  const url = `\`\${emulator.url}${template(pathWithQuery(request), variables)}\``
  const fetched = `emulator.fetch(${url}, ${writeOptions(call, 'emulator.apiKey', '  ', variables)})`
  const checks =
    request.status === null
      ? [`await expect(${fetched}).rejects.toThrow()`]
      : [
          `const answer = await ${fetched}`,
          `expect(answer.status).toBe(${request.status})`,
          ...(message !== undefined && request.responseBody?.startsWith('{')
            ? [`expect(await answer.json()).toEqual(${writeLiteral({ message }, JAVASCRIPT, '  ', '  ')})`]
            : []),
        ]
  return [
    `// test/${nameOf(request, '-')}.test.ts`,
    "import { test } from 'esim-go-emulator/vitest'",
    "import { expect } from 'vitest'",
    '',
    `test(${JAVASCRIPT.text(titleOf(request))}, async ({ emulator }) => {`,
    ...[...statements, ...checks].map((line) => `  ${line}`),
    '})',
    '',
  ].join('\n')
}

/** Writes a call with fetch, against the running emulator, as a test of node:test. */
export function fetchOf(call: RecordedCall): string {
  const { request, address, apiKey } = call
  const url = JAVASCRIPT.text(`${address}${pathWithQuery(request)}`)
  const fetched = `fetch(${url}, ${writeOptions(call, JAVASCRIPT.text(apiKey), '  ', new Map())})`
  const checks =
    request.status === null
      ? [`await assert.rejects(${fetched})`]
      : [`const answer = await ${fetched}`, `assert.equal(answer.status, ${request.status})`]
  return [
    `// ${nameOf(request, '-')}.test.mjs: node --test ${nameOf(request, '-')}.test.mjs`,
    "import assert from 'node:assert/strict'",
    "import { test } from 'node:test'",
    '',
    `test(${JAVASCRIPT.text(titleOf(request))}, async () => {`,
    ...checks.map((line) => `  ${line}`),
    '})',
    '',
  ].join('\n')
}
