/** Reads a form as the call that it makes. */
import { curlCommand } from './curl.js'
import { addressOf } from './place.js'

const CONVERT = {
  number: Number,
  boolean: (value) => value === 'true' || value === 'on',
  json: (value) => JSON.parse(value),
  list: (value) => value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))),
}

/** Puts a value where a name such as `order.0.item` says: figures count in lists. */
function put(body, name, value) {
  const steps = name.split('.')
  let place = body
  steps.forEach((step, index) => {
    if (index === steps.length - 1) place[step] = value
    else {
      place[step] ??= /^\d+$/.test(steps[index + 1]) ? [] : {}
      place = place[step]
    }
  })
}

function fieldsOf(form, submitter) {
  const fields = []
  for (const field of form.elements) {
    if (!field.name || field.matches(':disabled') || (field.type === 'submit' && field !== submitter)) continue
    if ((field.type === 'checkbox' || field.type === 'radio') && !field.checked) continue
    const value = field.dataset.type === 'json' ? field.value.trim() : field.value
    if (value === '' && !('empty' in field.dataset)) continue
    const convert = CONVERT[field.dataset.type] ?? String
    fields.push([field.name, value === '' && field.dataset.empty === 'null' ? null : convert(value)])
  }
  return fields
}

/** The method, path and JSON body of a form. Throws SyntaxError for a field that should be JSON and is not. */
export function callOf(form, submitter) {
  const [method, template] = form.dataset.call.split(' ')
  const body = {}
  const inPath = new Map()
  for (const [name, value] of fieldsOf(form, submitter)) {
    if (template.includes(`{${name}}`)) inPath.set(name, value)
    else put(body, name, value)
  }
  const path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(inPath.get(name) ?? ''))
  return { method, path, body: method === 'GET' || method === 'DELETE' ? undefined : JSON.stringify(body) }
}

/** The same call for a shell, with what other headers it has. */
export function curlOf({ method, path, body, headers: others = [] }, { key, server }) {
  const headers = [server ? 'Authorization: Bearer TOKEN' : `X-API-Key: ${key}`]
  for (const [name, value] of others) headers.push(`${name}: ${value}`)
  return curlCommand({ method, url: addressOf(path), headers, body })
}

const BYTES_PER_MEGABYTE = 1_000_000

/**
 * A text with `{order.0.iccids.0}` filled in from an answer, `{consumed:MB}` in megabytes; undefined when the answer has
 * no such thing.
 */
export function fill(template, answer) {
  let missing = false
  const text = template.replace(/\{([\w.]+)(:MB)?\}/g, (_, path, megabytes) => {
    const value = path.split('.').reduce((place, step) => place?.[step], answer)
    if (value === undefined) missing = true
    return String(megabytes ? value / BYTES_PER_MEGABYTE : value)
  })
  return missing ? undefined : text
}
