/** Ignores the second click of two where the first has put another button below the pointer. */

const PAUSE_MS = 700
/** A pointer that moved further was moved on purpose. */
const NEAR_PX = 8

let last

const callBy = (button) => `${button.form.dataset.call} ${button.name} ${button.value}`

/** The press of a button that makes a call; undefined for any other, and for the keyboard's, which has no place. */
function pressOf({ target, detail, clientX, clientY }) {
  const button = target.closest('button[type=submit]')
  if (!button?.form?.dataset.call || detail === 0) return undefined
  return { call: callBy(button), at: performance.now(), x: clientX, y: clientY }
}

/** Whether a press comes right after one of another call, at the same place. */
const isStray = (press) =>
  last !== undefined &&
  press.call !== last.call &&
  press.at - last.at < PAUSE_MS &&
  Math.hypot(press.x - last.x, press.y - last.y) < NEAR_PX

// The button does not get the focus either.
document.addEventListener(
  'mousedown',
  (event) => {
    const press = pressOf(event)
    if (press && isStray(press)) event.preventDefault()
  },
  true,
)

document.addEventListener(
  'click',
  (event) => {
    const press = pressOf(event)
    if (!press) return
    if (isStray(press)) {
      event.preventDefault()
      event.stopPropagation()
    } else last = press
  },
  true,
)
