/** Messages about the results of actions. Their place is in the side bar, where they cover nothing. */

const GOOD_MS = 6_000
const BAD_MS = 20_000
const MOST = 3

/** Shows a message in a live region, so that screen readers announce it. `undo` adds a button that calls it. */
export function showToast(text, { bad = false, undo } = {}) {
  const toast = document.createElement('p')
  toast.textContent = text
  if (bad) toast.className = 'bad'
  if (undo) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = 'Undo'
    button.addEventListener('click', () => {
      toast.remove()
      undo()
    })
    toast.append(' ', button)
  }
  const place = document.getElementById('toasts')
  while (place.childElementCount >= MOST) place.firstElementChild.remove()
  place.append(toast)
  setTimeout(() => toast.remove(), bad ? BAD_MS : GOOD_MS)
}
