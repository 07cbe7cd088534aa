/** Script of the API docs: searches calls, sends them and shows the answers. */
import { curlOf } from './call.js'
import { placeOf } from './place.js'

const key = document.body.dataset.key ?? ''
const search = document.getElementById('search')
const operations = [...document.querySelectorAll('.operation')]

/** Shows the calls whose text contains every word of the search. */
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  let found = 0
  for (const operation of operations) {
    operation.hidden = !words.every((word) => operation.dataset.find.includes(word))
    if (!operation.hidden) found += 1
    document.querySelector(`[data-of="${operation.id}"]`).hidden = operation.hidden
  }
  for (const chapter of document.querySelectorAll('section.chapter')) {
    chapter.hidden = chapter.querySelector('.operation:not([hidden])') === null
    document.querySelector(`.contents a[href="#${chapter.id}"]`).parentElement.hidden = chapter.hidden
  }
  for (const book of document.querySelectorAll('.book')) {
    book.hidden = book.querySelector('section.chapter:not([hidden])') === null
  }
  document.getElementById('found').textContent =
    words.length === 0 ? `${operations.length} calls` : `${found} of ${operations.length} calls`
}

const bar = document.querySelector('.time')
/** Sets the height of the time bar, so that anchors and the table of contents stay below it. */
function measureBar() {
  const { position, top } = getComputedStyle(bar)
  // On a phone a part of the bar scrolls out of sight.
  const height = position === 'sticky' ? bar.offsetHeight + Number.parseFloat(top) : 0
  document.documentElement.style.setProperty('--bar', `${height}px`)
}
if (bar) new ResizeObserver(measureBar).observe(bar)

/** Opens the call named in the address; clears a search that hides it. */
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!named) return
  if (named.hidden) {
    search.value = ''
    filter()
  }
  if (named.matches('.operation')) named.open = true
  named.scrollIntoView()
}

search.addEventListener('input', filter)
document.querySelector('form.search').addEventListener('submit', (event) => {
  event.preventDefault()
  const first = operations.find(({ hidden }) => !hidden)
  if (!first) return
  first.open = true
  first.querySelector('summary').focus()
})
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.matches('input, textarea, select')) return
  event.preventDefault()
  search.focus()
})
addEventListener('hashchange', openNamed)

/** Values of this organisation for the names in the examples. */
const known = () => JSON.parse(document.getElementById('own').dataset.own)

const fieldsOf = (form) => [...form.querySelectorAll('[data-in]')]

/** Replaces the example names in a form by the organisation's own, and says which of them it lacks. */
function makeOwn(form) {
  const missing = []
  for (const { sample, own, what } of known()) {
    for (const field of fieldsOf(form)) {
      if (!field.value.includes(sample)) continue
      if (own === null) missing.push(what)
      else field.value = field.value.replaceAll(sample, own)
    }
  }
  const note = form.querySelector('[data-missing]')
  note.textContent =
    missing.length === 0 ? '' : `An example value: this organisation has no ${[...new Set(missing)].join(', ')} yet.`
  showCurl(form)
}

/** Reads the form as a call. */
function callOf(form) {
  const { method } = form.dataset
  let path = form.dataset.path
  let body
  const query = new URLSearchParams()
  const headers = []
  for (const field of fieldsOf(form)) {
    const { name, value, dataset } = field
    if (value === '') continue
    if (dataset.in === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value))
    // Values of a repeatable parameter are separated by spaces.
    else if (dataset.in === 'query')
      for (const each of dataset.many ? value.split(/\s+/) : [value]) query.append(name, each)
    else if (dataset.in === 'header') headers.push([name, value])
    else body = value
  }
  const asked = query.toString()
  return { method, path: asked === '' ? path : `${path}?${asked}`, body, headers }
}

function showCurl(form) {
  form.querySelector('.as-curl').textContent = curlOf(callOf(form), { key })
}

const TOLD_HEADERS =
  /^(content-type|content-disposition|retry-after|location|emulator-|x-ratelimit|ratelimit|x-signature)/i

function line(text, className) {
  const element = document.createElement('p')
  element.textContent = text
  if (className) element.className = className
  return element
}

const pretty = (text) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** Shows the status, the telling headers and the body of an answer; a file gets a link to save it. */
async function show(response, milliseconds, place) {
  const blob = await response.blob()
  const status = line('', response.ok ? 'status good' : 'status bad')
  const code = document.createElement('b')
  code.textContent = response.status
  status.append(code, ` ${response.statusText} in ${Math.round(milliseconds)} ms, ${blob.size} bytes`)
  const headers = document.createElement('dl')
  headers.className = 'facts'
  for (const [name, value] of response.headers) {
    if (!TOLD_HEADERS.test(name)) continue
    const term = document.createElement('dt')
    term.textContent = name
    const text = document.createElement('dd')
    text.textContent = value
    headers.append(term, text)
  }
  const parts = [status, headers]
  if (blob.size > 0 && /zip|octet-stream/.test(blob.type)) {
    const save = document.createElement('a')
    save.href = URL.createObjectURL(blob)
    save.download = /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'answer.zip'
    save.textContent = `Save ${save.download}`
    parts.push(save)
  } else if (blob.size > 0) {
    const body = document.createElement('pre')
    body.tabIndex = 0
    body.textContent = pretty(await blob.text())
    parts.push(body)
  }
  place.replaceChildren(...parts)
  status.scrollIntoView({ block: 'nearest' })
}

async function send(form) {
  const place = form.querySelector('.answered')
  const { method, path, body, headers } = callOf(form)
  form.ariaBusy = 'true'
  const begun = performance.now()
  try {
    const response = await fetch(placeOf(path), {
      method,
      body,
      headers: {
        'X-API-Key': key,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...Object.fromEntries(headers),
      },
    })
    await show(response, performance.now() - begun, place)
  } catch (error) {
    place.replaceChildren(line(`No answer: ${error.message}`, 'status bad'))
  } finally {
    form.ariaBusy = null
  }
}

for (const operation of operations) {
  operation.addEventListener('toggle', () => {
    if (!operation.open) return
    history.replaceState(null, '', `#${operation.id}`)
    makeOwn(operation.querySelector('.try'))
  })
}
document.addEventListener('input', ({ target }) => {
  const form = target.closest('.try')
  if (form) showCurl(form)
})
document.addEventListener('submit', (event) => {
  if (!event.target.matches('.try')) return
  event.preventDefault()
  send(event.target)
})

if (bar) measureBar()
openNamed()
