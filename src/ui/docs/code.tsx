import type { FC, PropsWithChildren } from 'hono/jsx'

interface CodeProps {
  readonly label: string
  readonly id?: string
  readonly class?: string
}

/** A code block that the keyboard can scroll. */
export const Code: FC<PropsWithChildren<CodeProps>> = ({ label, children, ...rest }) => (
  <figure aria-label={label}>
    <pre tabindex={0} {...rest}>
      {children}
    </pre>
  </figure>
)
