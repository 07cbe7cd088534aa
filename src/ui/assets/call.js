/** Turns forms into calls. */
import { isChanged, isUntouched } from './changes.js'
import { curlCommand } from './curl.js'
import { addressOf } from './place.js'

const CONVERT = {
  number: Number,
  boolean: (value) => value === 'true' || value === 'on',
  days: (value) => `${value}d`,
  midnight: (value) => `${value}T00:00:00Z`,
  json: JSON.parse,
  list: (value) => value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))),
}

/** Sets the value at a path such as `order.0.item`; a number is an index of a list, and `+` the end of one. */
function put(body, name, value) {
  const steps = name.split('.')
  let place = body
  steps.forEach((each, index) => {
    const step = each === '+' ? place.length : each
    if (index === steps.length - 1) place[step] = value
    else {
      place[step] ??= /^(\d+|\+)$/.test(steps[index + 1]) ? [] : {}
      place = place[step]
    }
  })
}

function fieldsOf(form, submitter) {
  const fields = []
  const sendsChanges = 'changed' in form.dataset && !isUntouched(form)
  for (const field of form.elements) {
    if (!field.name || field.matches(':disabled') || (field.type === 'submit' && field !== submitter)) continue
    if ((field.type === 'checkbox' || field.type === 'radio') && !field.checked) continue
    // A field of one button alone.
    if (field.dataset.with && field.dataset.with !== submitter?.name) continue
    if (sendsChanges && field.type !== 'hidden' && !isChanged(field)) continue
    const { value } = field
    if (value === '' && !('empty' in field.dataset)) continue
    const convert = CONVERT[field.dataset.type] ?? String
    fields.push([field.name, value === '' && field.dataset.empty === 'null' ? null : convert(value)])
  }
  return fields
}

/** Returns the method, path and JSON body of a form. */
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

/** Formats a call, with its extra headers, as a curl command. */
export function curlOf({ method, path, body, headers: others = [] }, { key, server }) {
  const headers = [server ? 'Authorization: Bearer TOKEN' : `X-API-Key: ${key}`]
  for (const [name, value] of others) headers.push(`${name}: ${value}`)
  return curlCommand({ method, url: addressOf(path), headers, body })
}

const BYTES_PER_MEGABYTE = 1_000_000

/**
 * Fills `{order.0.iccids.0}` in a text from an answer, `{consumed:MB}` in megabytes. Returns undefined if the answer
 * lacks a value.
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
