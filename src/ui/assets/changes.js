/** Tells which fields of a form its reader changed: a form marked `data-changed` sends those alone. */

const VALUES = 'input:not([type=hidden]), textarea'

/** Whether a field has another value than the server gave it. */
export function isChanged(field) {
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected)
  return field.value !== field.defaultValue
}

/** Whether a form has nothing to send. */
export const isUntouched = (form) =>
  'changed' in form.dataset && ![...form.querySelectorAll(`${VALUES}, select`)].some(isChanged)

/** Takes what was saved as the values that the server gave, so that later ones are shown. */
export function keepSaved(form) {
  if (!('changed' in form.dataset)) return
  for (const field of form.querySelectorAll(VALUES)) field.defaultValue = field.value
  for (const option of form.querySelectorAll('option')) option.defaultSelected = option.selected
  form.reset()
}
