/** Script of every page: sends the calls of forms, and keeps the page up to date. */
import { callOf, curlOf, fill } from './call.js'
import { listen, onRefresh, refresh, token } from './live.js'
import { placeOf } from './place.js'

const GOOD_MS = 6_000
const BAD_MS = 20_000
/** Characters of a copied text that the message quotes. */
const MOST_SHOWN = 120
/** Rate from which the page is refreshed every second. */
const QUICK = 30

const key = document.body.dataset.key ?? ''

/** Shows the result of an action in a live region, so that screen readers announce it. */
function showToast(text, bad = false) {
  const said = document.createElement('p')
  said.textContent = text
  if (bad) said.className = 'bad'
  const place = document.getElementById('toasts')
  while (place.childElementCount > 2) place.firstElementChild.remove()
  place.append(said)
  setTimeout(() => said.remove(), bad ? BAD_MS : GOOD_MS)
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Without HTTPS the clipboard API works on localhost only; execCommand works everywhere.
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
  showToast(`Copied: ${what ?? (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text)}`)
}

const parse = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function send(form, submitter) {
  const server = form.dataset.scope === 'server'
  const { method, path, body } = callOf(form, submitter)
  const headers = server ? {} : { 'X-API-Key': key }
  if (server && token.get()) headers.Authorization = `Bearer ${token.get()}`
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const response = await fetch(placeOf(path), { method, headers, body })
  const text = await response.text()
  const answer = parse(text)
  if (!response.ok)
    throw new Error(answer?.error?.message ?? answer?.message ?? (text || `answered ${response.status}`))
  return answer
}

document.addEventListener('submit', async (event) => {
  const form = event.target
  if ('token' in form.dataset) {
    event.preventDefault()
    token.set(form.elements.token.value)
    refresh()
    return
  }
  if (!form.dataset.call) return
  event.preventDefault()
  const { submitter } = event
  if (form.ariaBusy === 'true' || (form.dataset.confirm && !confirm(form.dataset.confirm))) return
  form.ariaBusy = 'true'
  try {
    const answer = await send(form, submitter)
    const next = form.dataset.then && fill(form.dataset.then, answer)
    if (next) {
      location.assign(next)
      return
    }
    showToast(fill(form.dataset.done ?? 'Done.', answer) ?? 'Done.')
    for (const field of form.querySelectorAll('[data-once]')) field.value = field.defaultValue
  } catch (error) {
    showToast(error instanceof SyntaxError ? `That is not JSON: ${error.message}` : error.message, true)
  } finally {
    form.ariaBusy = null
  }
  refresh()
})

document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (!button) return
  if ('copy' in button.dataset) {
    copy(button.dataset.copy || document.getElementById(button.dataset.copyFrom).textContent, button.dataset.what)
  }
  if ('curl' in button.dataset) {
    try {
      // Of several buttons the main one is copied, else the first.
      const submitter = button.form.querySelector('button.main:enabled') ?? button.form.querySelector('[type=submit]')
      copy(curlOf(callOf(button.form, submitter), { key, server: button.form.dataset.scope === 'server' }))
    } catch (error) {
      showToast(`That is not JSON: ${error.message}`, true)
    }
  }
})

/** Shows the fields that belong to the chosen option, and disables the others. */
function arrange() {
  for (const part of document.querySelectorAll('[data-when]')) {
    const [name, values] = part.dataset.when.split('=')
    const shown = values.split('|').includes(part.closest('form').elements[name]?.value)
    part.hidden = !shown
    part.disabled = !shown
  }
}

document.addEventListener('change', (event) => {
  const { target } = event
  if (target.type === 'file' && target.dataset.fill) {
    target.files[0]?.text().then((text) => {
      document.getElementById(target.dataset.fill).value = text
    })
  }
  if ('submits' in target.dataset) target.form.requestSubmit()
  arrange()
})

let base
/** Advances the shown clock between two refreshes. */
function tick() {
  const shown = document.querySelector('[data-clock]')
  const rate = Number(shown?.dataset.clock ?? 0)
  if (rate === 0) return
  if (base?.text !== shown.dataset.now) base = { text: shown.dataset.now, at: performance.now() }
  const now = new Date(Date.parse(base.text) + (performance.now() - base.at) * rate).toISOString()
  shown.firstChild.data = `${now.slice(0, 10)} `
  shown.querySelector('b').textContent = now.slice(11, 19)
}

let ticks = 0
setInterval(() => {
  tick()
  ticks += 1
  if (ticks % 4 === 0 && Number(document.querySelector('[data-clock]')?.dataset.clock ?? 0) >= QUICK) refresh()
}, 250)

/** Scrolls the menu to the current page; on a phone the menu is one long row. */
function showPlace() {
  const here = document.querySelector('.side [aria-current]')?.getBoundingClientRect()
  const menu = document.querySelector('.side nav')
  const shown = menu.getBoundingClientRect()
  if (here) menu.scrollLeft += here.left + here.width / 2 - shown.left - shown.width / 2
}

onRefresh(arrange)
arrange()
showPlace()
listen()
if (token.get() && document.querySelector('[data-needs-token]')) refresh()
