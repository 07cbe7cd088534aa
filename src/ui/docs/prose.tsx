import type { FC } from 'hono/jsx'

/** A text of the contract, with backticks rendered as code. */
export const Prose: FC<{ readonly text: string }> = ({ text }) => (
  <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>
)
