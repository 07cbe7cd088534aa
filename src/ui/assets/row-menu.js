/** Closes the menus of rows: by Escape, by a click elsewhere, when the focus leaves and after an act. */

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

document.addEventListener('click', ({ target }) => closeOthers(target))
document.addEventListener('focusin', ({ target }) => closeOthers(target))
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const menu of openMenus()) closeMenuOf(menu.firstElementChild)
})
