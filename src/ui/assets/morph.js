/** The key of an element among its siblings, so that rows keep their element when others are inserted before them. */
const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.item || '' : '')

/** Attributes that the reader or the script sets; a refresh leaves them alone. */
const isOwn = (node, name) =>
  (name === 'open' && node.nodeName === 'DETAILS') ||
  ((name === 'hidden' || name === 'disabled') && node.hasAttribute('data-when')) ||
  ['aria-busy', 'aria-invalid', 'aria-describedby'].includes(name) ||
  (name === 'tabindex' && 'live' in node.dataset)

function sameAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !isOwn(from, name)) from.removeAttribute(name)
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !isOwn(from, name)) from.setAttribute(name, value)
  }
}

/** Parts that the script has put there: the error of a field, and the acts in the menu of a row. */
const ADDED = ['field-error', 'loaded']

/** The node itself, or the first behind it that the script has not put there. */
const nextOf = (node) => (ADDED.includes(node?.className) ? nextOf(node.nextSibling) : node)

function sameChildren(from, to) {
  const keyed = new Map([...from.children].flatMap((child) => (keyOf(child) ? [[keyOf(child), child]] : [])))
  let old = nextOf(from.firstChild)
  for (const next of [...to.childNodes]) {
    const key = keyOf(next)
    const alike = old && !keyOf(old) && old.nodeName === next.nodeName ? old : undefined
    const match = key ? keyed.get(key) : alike
    if (match && match.nodeName === next.nodeName) {
      if (match === old) old = nextOf(old.nextSibling)
      else from.insertBefore(match, old)
      morph(match, next)
    } else {
      from.insertBefore(document.importNode(next, true), old)
    }
  }
  while (old) {
    const gone = old
    old = nextOf(old.nextSibling)
    gone.remove()
  }
}

/**
 * Changes an element into another, and leaves equal parts alone: focus, typed text, open details and scroll positions
 * stay, and bars are animated to their new length.
 */
export function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data
    return
  }
  if (from.isEqualNode(to)) return
  sameAttributes(from, to)
  // Typed text belongs to the reader.
  if (from.nodeName === 'TEXTAREA') return
  sameChildren(from, to)
}
