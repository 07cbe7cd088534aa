import type { FC, PropsWithChildren } from 'hono/jsx'

/**
 * The acts of one row behind three dots: forms and links, one below the other. It opens without the script; one opens at a
 * time. The script closes it by Escape, by a click elsewhere and after an act.
 */
export const RowMenu: FC<PropsWithChildren<{ readonly label: string }>> = ({ label, children }) => (
  <details class="row-menu" name="row-menu">
    <summary aria-label={label} />
    <div class="panel">{children}</div>
  </details>
)
