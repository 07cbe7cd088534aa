/** Shows what is wrong with a field below it, instead of in a bubble or a message elsewhere. */

const FIELDS = 'input:not([type=hidden]), select, textarea'

let number = 0

/** Shows an error below a field until its value changes. */
export function showFieldError(field, text) {
  clearFieldError(field)
  const error = document.createElement('span')
  number += 1
  error.id = `field-error-${number}`
  error.className = 'field-error'
  error.textContent = text
  field.ariaInvalid = 'true'
  field.setAttribute('aria-describedby', error.id)
  field.after(error)
}

function clearFieldError(field) {
  if (field.ariaInvalid !== 'true') return
  field.ariaInvalid = null
  document.getElementById(field.getAttribute('aria-describedby'))?.remove()
  field.removeAttribute('aria-describedby')
}

/** Removes the errors of the last attempt. */
export const clearErrors = (form) => form.querySelectorAll(FIELDS).forEach(clearFieldError)

/** The shortest value that a message may quote by chance is shorter than this. */
const QUOTED = 3

/** Finds the field that a message of the API is about: it begins with the field's name, or quotes its value. */
function fieldOf(form, message) {
  const name = /^([\w.]+): /.exec(message)?.[1]
  const fields = [...form.querySelectorAll(FIELDS)].filter(({ disabled }) => !disabled)
  return (
    fields.find(
      (field) => name !== undefined && field.name !== '' && (field.name === name || name.startsWith(`${field.name}.`)),
    ) ?? fields.find(({ value }) => value.length >= QUOTED && message.includes(value))
  )
}

/**
 * Shows the parts of a message below their fields; returns the rest, which is about no field. A form with one large
 * field shows all of it there.
 */
export function showErrors(form, message) {
  const rest = []
  let first
  const whole = form.querySelector('[data-takes-errors]')
  if (whole) {
    showFieldError(whole, message)
    return ''
  }
  // A mistake begins with the name of its field, and may have a semicolon of its own.
  for (const part of message.split(/; (?=[\w.]+: |unknown field )/)) {
    const field = fieldOf(form, part)
    if (field) showFieldError(field, part.replace(/^[\w.]+: /, ''))
    else rest.push(part)
    first ??= field
  }
  first?.focus()
  return rest.join('; ')
}

/** The field that gets the focus, of all that are invalid in one attempt. */
let focused
document.addEventListener(
  'invalid',
  (event) => {
    const field = event.target
    event.preventDefault()
    showFieldError(field, (field.validity.patternMismatch && field.dataset.rule) || field.validationMessage)
    if (focused === field.form) return
    focused = field.form
    field.focus()
    setTimeout(() => {
      focused = undefined
    }, 0)
  },
  true,
)
document.addEventListener('input', ({ target }) => clearFieldError(target))
