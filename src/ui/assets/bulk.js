/** Acts on many eSIMs: which are chosen, how many they are, and what came of an act. */
import { onRefresh } from './live.js'

const form = document.getElementById('bulk')

const number = (value) => value.toLocaleString('en')

const boxes = () => [...form.elements].filter(({ name }) => name === 'match.iccids.+')
const isAll = () => form.querySelector('[data-all]').checked

/** Shows how many eSIMs the act hits, and lets only the chosen ones be sent, or the conditions of the list. */
function update() {
  const all = isAll()
  const rows = Number(document.querySelector('[data-rows]')?.dataset.rows ?? 0)
  const chosen = boxes().filter(({ checked }) => checked).length
  const count = all ? rows : chosen
  form.dataset.count = String(count)
  form.querySelector('[data-conditions]').disabled = !all
  for (const box of boxes()) box.disabled = all
  for (const place of form.querySelectorAll('[data-count]')) place.textContent = number(count)
  form.querySelector('[data-noun]').textContent = count === 1 ? 'eSIM' : 'eSIMs'
  form.querySelector('[data-rows-shown]').textContent = number(rows)
  const submit = form.querySelector('[type=submit]')
  submit.ariaDisabled = count === 0 ? 'true' : null
  submit.title = count === 0 ? 'Choose eSIMs first.' : ''
  const head = document.querySelector('[data-choose-page]')
  if (!head) return
  head.checked = chosen > 0 && chosen === boxes().length
  head.indeterminate = chosen > 0 && chosen < boxes().length
  head.disabled = all
}

/** A reason of refusals: the message of the first eSIM, how many have it, and some of them. */
function describeRefusal({ message, count, iccids }) {
  const item = document.createElement('li')
  item.append(`${number(count)} refused: ${message} `)
  for (const iccid of iccids.slice(0, 3)) {
    const link = document.createElement('a')
    link.href = `${location.pathname}/${iccid}`
    link.textContent = `…${iccid.slice(-6)}`
    item.append(link, ' ')
  }
  if (count > 3) item.append(`and ${number(count - 3)} more`)
  return item
}

/** Shows what was done and what was refused, until the next act. */
function showResult({ matched, acts: [act], callbackCount }) {
  const { selectedOptions } = document.getElementById('bulk-act')
  const line = document.createElement('p')
  const what = document.createElement('b')
  what.textContent = `${selectedOptions[0].textContent}: `
  line.append(what, `done to ${number(act.done)} of ${number(matched)} eSIMs, callbacks: ${number(callbackCount)}.`)
  const refusals = document.createElement('ul')
  refusals.append(...act.refusals.map(describeRefusal))
  const place = document.querySelector('[data-result]')
  place.className = act.refused > 0 ? 'note warn' : 'note'
  place.replaceChildren(line, refusals)
  place.hidden = false
}

if (form) {
  document.addEventListener('change', ({ target }) => {
    if ('choosePage' in target.dataset) for (const box of boxes()) box.checked = target.checked
    update()
  })
  form.addEventListener('answered', (event) => {
    event.preventDefault()
    showResult(event.detail)
  })
  onRefresh(update)
  update()
}
