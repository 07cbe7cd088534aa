/** Script of every page: sends the calls of forms, and keeps the page up to date. */
import './bulk.js'
import { callOf, curlOf, fill } from './call.js'
import { isUntouched, keepSaved } from './changes.js'
import { checkConnection, isLost, onConnection, watchConnection } from './connection.js'
import './curl-buttons.js'
import { clearErrors, showErrors } from './field-errors.js'
import { holdRefreshes, listen, onRefresh, refresh, token } from './live.js'
import { placeOf } from './place.js'
import './repeated-clicks.js'
import { closeMenuOf } from './row-menu.js'
import { showToast } from './toasts.js'

/** Characters of a copied text that the message quotes. */
const MOST_SHOWN = 120
/** Rate from which the page is refreshed every second. */
const QUICK = 30

/** The key of the organisation that is shown. */
const ownKey = () => document.body.dataset.key ?? ''

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

/** The fault of the emulator that an answer is the work of, in words. */
function faultOf(response) {
  const id = /^fault:(\d+)$/.exec(response.headers.get('emulator-reason') ?? '')?.[1]
  return id === undefined ? '' : `, by fault ${id} (see Faults)`
}

async function send({ method, path, body }, server) {
  const headers = server ? {} : { 'X-API-Key': ownKey() }
  if (server && token.get()) headers.Authorization = `Bearer ${token.get()}`
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const response = await fetch(placeOf(path), { method, headers, body })
  const text = await response.text()
  const answer = parse(text)
  if (!response.ok) {
    const message = answer?.error?.message ?? answer?.message ?? (text || `answered ${response.status}`)
    throw new Error(`${message}${faultOf(response)}`)
  }
  return answer
}

/** Goes on with another key of the same organisation: in the calls of this page, and in the session of the browser. */
async function goOnWith(apiKey) {
  document.body.dataset.key = apiKey
  const body = new URLSearchParams({ key: apiKey })
  await fetch(placeOf('/_emulator/ui/session'), { method: 'POST', body, redirect: 'manual' })
}

/** Sends the call that takes back what a form did. */
async function undo({ undo: call, undoBody: body }, server) {
  const [method, path] = call.split(' ')
  try {
    await send({ method, path, body }, server)
    showToast('Undone.')
  } catch (error) {
    showToast(`Not undone: ${error.message}`, { bad: true })
  }
  refresh()
}

/** The question before a call: that of its chosen part, the form's own, or whether to replace what has the name already. */
function questionOf(form) {
  const part = form.querySelector('fieldset[data-confirm]:not(:disabled)')
  if (part) return part.dataset.confirm.replace('{count}', form.dataset.count)
  const named = form.querySelector('[data-exists]')
  const item = named && `[data-live="${named.dataset.exists}"] [data-item="${CSS.escape(named.value)}"]`
  return form.dataset.confirm ?? (item && document.querySelector(item) ? `Replace ${named.value}?` : undefined)
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
  if (form.ariaBusy === 'true' || submitter?.ariaDisabled === 'true') return
  const { ...data } = form.dataset
  const server = data.scope === 'server'
  if (isUntouched(form)) return showToast('Nothing was changed.')
  const question = questionOf(form)
  if (question && !confirm(question)) return
  if (isLost() && !(await checkConnection())) {
    return showToast('Not sent: the emulator does not answer.', { bad: true })
  }
  form.ariaBusy = 'true'
  clearErrors(form)
  // Until the session has the new key, a refresh would be refused.
  holdRefreshes('givesKey' in data)
  try {
    const answer = await send(callOf(form, submitter), server)
    if ('givesKey' in data) await goOnWith(answer.apiKey)
    // A form that shows the answer itself prevents the message.
    const isShown = !form.dispatchEvent(new CustomEvent('answered', { detail: answer, cancelable: true }))
    const next = data.then && fill(data.then, answer)
    // The form stays busy until the next page is there: a second click must not send it again.
    if (next) return location.assign(next)
    const text = fill(submitter?.dataset.done ?? data.done ?? 'Done.', answer) ?? 'Done.'
    // A form with an output has its result there, where it stays.
    const output = form.querySelector('output')
    if (output && !isShown) output.textContent = text
    else if (!isShown) showToast(text, data.undo ? { undo: () => undo(data, server) } : {})
    for (const field of form.querySelectorAll('[data-once]')) field.value = field.defaultValue
    keepSaved(form)
    closeMenuOf(form)
  } catch (error) {
    const rest = showErrors(form, error.message)
    if (rest) showToast(rest, { bad: true })
  }
  form.ariaBusy = null
  holdRefreshes(false)
  refresh()
})

document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (!button) return
  if ('copy' in button.dataset) {
    copy(button.dataset.copy || document.getElementById(button.dataset.copyFrom).textContent, button.dataset.what)
  }
  if ('curl' in button.dataset) {
    // Of several buttons the main one is copied, else the first.
    const main = button.form.querySelector('button.main:not([aria-disabled=true])')
    const call = callOf(button.form, main ?? button.form.querySelector('[type=submit]'))
    copy(curlOf(call, { key: ownKey(), server: button.form.dataset.scope === 'server' }))
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
  if (rate === 0 || isLost()) return
  if (base?.text !== shown.dataset.now) base = { text: shown.dataset.now, at: performance.now() }
  showClock(new Date(Date.parse(base.text) + (performance.now() - base.at) * rate).toISOString())
}

function showClock(now) {
  const shown = document.querySelector('[data-clock]')
  shown.firstChild.data = `${now.slice(0, 10)} `
  shown.querySelector('b').textContent = now.slice(11, 19)
}

/** Freezes the page at the last time that the emulator told, and says so; afterwards the page is read again. */
function showConnection(lost) {
  document.body.toggleAttribute('data-lost', lost)
  const bar = document.querySelector('.time')
  if (!bar) return
  bar.querySelector('[data-lost-note]').hidden = !lost
  if (!lost) return
  const badge = bar.querySelector('.now small')
  badge.textContent = 'no connection'
  badge.className = 'lost'
  showClock(bar.querySelector('[data-clock]').dataset.now)
  base = undefined
}

let ticks = 0
setInterval(() => {
  tick()
  ticks += 1
  if (ticks % 4 === 0 && Number(document.querySelector('[data-clock]')?.dataset.clock ?? 0) >= QUICK) refresh()
}, 250)

onRefresh(arrange)
onConnection(showConnection)
watchConnection()
arrange()
listen()
if (token.get() && document.querySelector('[data-needs-token]')) refresh()
