import type { FC, PropsWithChildren } from 'hono/jsx'

interface RowMenuProps {
  readonly label: string
  /** The page of the row's thing. The script reads the acts of that page (`data-acts`) into the menu when it opens. */
  readonly from?: string
}

/**
 * The acts of one row behind three dots: forms and links, one below the other. It opens without the script; one opens at a
 * time. The script closes it by Escape, by a click elsewhere and after an act.
 */
export const RowMenu: FC<PropsWithChildren<RowMenuProps>> = ({ label, from, children }) => (
  <details class="row-menu" name="row-menu">
    <summary aria-label={label} />
    <div class="panel">
      {children}
      {from !== undefined && (
        <a href={from} data-load>
          Open its page
        </a>
      )}
    </div>
  </details>
)
