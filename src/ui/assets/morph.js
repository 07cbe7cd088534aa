/** What tells an element from its neighbours: lists that grow at their head keep their rows. */
const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.item || '' : '')

/** What the reader, or the form itself, decides. */
const isOwn = (node, name) =>
  (name === 'open' && node.nodeName === 'DETAILS') ||
  ((name === 'hidden' || name === 'disabled') && node.hasAttribute('data-when')) ||
  name === 'aria-busy'

function sameAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !isOwn(from, name)) from.removeAttribute(name)
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !isOwn(from, name)) from.setAttribute(name, value)
  }
}

function sameChildren(from, to) {
  const keyed = new Map([...from.children].flatMap((child) => (keyOf(child) ? [[keyOf(child), child]] : [])))
  let old = from.firstChild
  for (const next of [...to.childNodes]) {
    const key = keyOf(next)
    const alike = old && !keyOf(old) && old.nodeName === next.nodeName ? old : undefined
    const match = key ? keyed.get(key) : alike
    if (match && match.nodeName === next.nodeName) {
      if (match === old) old = old.nextSibling
      else from.insertBefore(match, old)
      morph(match, next)
    } else {
      from.insertBefore(document.importNode(next, true), old)
    }
  }
  while (old) {
    const gone = old
    old = old.nextSibling
    gone.remove()
  }
}

/**
 * Makes an element like another and changes nothing that is alike already, so that focus, typed text, open details and
 * scroll positions stay, and bars move to their new length.
 */
export function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data
    return
  }
  if (from.isEqualNode(to)) return
  sameAttributes(from, to)
  // What is typed into these is their reader's.
  if (from.nodeName === 'TEXTAREA') return
  sameChildren(from, to)
}
