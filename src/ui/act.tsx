import type { FC, PropsWithChildren } from 'hono/jsx'

export interface ActProps {
  /** The call that the form makes: `POST /_emulator/reset`; `{field}` in its path is taken from the form. */
  readonly call: string
  /** What is said when it went well; `{eventCount}` is taken from the answer. */
  readonly done?: string
  /** The page that is opened then; `{order.0.iccids.0}` is taken from the answer. */
  readonly then?: string
  /** Asked before it is done. */
  readonly confirm?: string
  readonly class?: string
  readonly label?: string
  /** A call of whoever runs the server, which shows the control token. */
  readonly server?: boolean
}

/**
 * A form that makes one call of the public API, control or vendor, with its fields as a JSON body. The script of the
 * page sends it, and adds the button that copies the same call as curl.
 */
export const Act: FC<PropsWithChildren<ActProps>> = ({
  call,
  done,
  then,
  confirm,
  label,
  server,
  class: className,
  children,
}) => (
  <form
    class={`act ${className ?? ''}`.trim()}
    data-call={call}
    data-done={done}
    data-then={then}
    data-confirm={confirm}
    data-scope={server ? 'server' : undefined}
    aria-label={label}
    autocomplete="off"
  >
    {children}
    <button type="button" class="curl" data-curl title="Copy this call as curl">
      curl
    </button>
  </form>
)
