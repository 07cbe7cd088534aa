import type { FC, PropsWithChildren } from 'hono/jsx'

export interface ActionFormProps {
  /** Method and path of the call: `POST /_emulator/reset`; `{field}` in the path is taken from the form. */
  readonly call: string
  /** Message after success; `{eventCount}` is taken from the answer. */
  readonly done?: string
  /** Page to open after success; `{order.0.iccids.0}` is taken from the answer. */
  readonly then?: string
  /** Question to confirm before the call is sent. */
  readonly confirm?: string
  readonly class?: string
  readonly label?: string
  /** Whether the call is server-scope: requires the control token. */
  readonly server?: boolean
}

/**
 * A form that makes one call of the public API, control or vendor, with its fields as a JSON body. The script of the
 * page sends it, and adds the button that copies the same call as curl.
 */
export const ActionForm: FC<PropsWithChildren<ActionFormProps>> = ({
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
