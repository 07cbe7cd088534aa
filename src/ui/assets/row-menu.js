/**
 * The menus of rows: fills them with the acts of a page, moves between their controls by arrows, and closes them by Escape, by a
 * click elsewhere and after an act.
 */

const openMenus = () => document.querySelectorAll('.row-menu[open]')

/** Closes the menu around an element, and gives the focus to its three dots. */
export function closeMenuOf(element) {
  const menu = element.closest('.row-menu[open]')
  if (!menu) return
  menu.open = false
  menu.querySelector('summary').focus({ preventScroll: true })
}

function closeOthers(target) {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false
}

/** Reads the acts of the page that a menu leads to, as they are now. */
async function fillMenu(menu) {
  const link = menu.querySelector('[data-load]')
  if (!link) return
  const response = await fetch(link.href)
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const acts = document.createElement('div')
  acts.className = 'loaded'
  for (const part of page.querySelectorAll('[data-acts]')) acts.append(document.importNode(part, true))
  menu.querySelector('.loaded')?.remove()
  link.before(acts)
}

document.addEventListener(
  'toggle',
  ({ target }) => {
    // Without the page the link to it is left.
    if (target.matches('.row-menu[open]')) fillMenu(target).catch(() => {})
  },
  true,
)
document.addEventListener('click', ({ target }) => closeOthers(target))
document.addEventListener('focusin', ({ target }) => closeOthers(target))
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') for (const menu of openMenus()) closeMenuOf(menu.firstElementChild)
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveWithin(event)
})

/** Moves the focus to the next control of a menu, or the one before. In a field the arrows change its value. */
function moveWithin(event) {
  const menu = event.target.closest('.row-menu[open]')
  if (!menu || event.target.matches('input, select, textarea')) return
  const controls = [...menu.querySelectorAll('summary, a, button, input, select, textarea')].filter(
    (control) => control.checkVisibility({ visibilityProperty: true }) && control.type !== 'hidden',
  )
  const place = controls.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)
  controls[Math.min(Math.max(place, 0), controls.length - 1)].focus()
  event.preventDefault()
}
