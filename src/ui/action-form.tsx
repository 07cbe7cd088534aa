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
  /** Call that takes it back, offered with the message after success. */
  readonly undo?: { readonly call: string; readonly body?: object } | undefined
  readonly id?: string
  readonly class?: string
  readonly label?: string
  /** Whether the call is server-scope: requires the control token. */
  readonly server?: boolean
  /** Whether only fields that were changed are sent: the others may be older than the state. */
  readonly sendsChanges?: boolean
  /** Whether the answer has a new key of this organisation, with which the page goes on. */
  readonly givesKey?: boolean
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
  undo,
  label,
  server,
  sendsChanges,
  givesKey,
  id,
  class: className,
  children,
}) => (
  <form
    id={id}
    class={`act ${className ?? ''}`.trim()}
    data-call={call}
    data-done={done}
    data-then={then}
    data-confirm={confirm}
    data-undo={undo?.call}
    data-undo-body={undo?.body && JSON.stringify(undo.body)}
    data-scope={server ? 'server' : undefined}
    data-changed={sendsChanges ? '' : undefined}
    data-gives-key={givesKey ? '' : undefined}
    aria-label={label}
    autocomplete="off"
  >
    {children}
    <button type="button" class="curl" data-curl>
      curl
    </button>
  </form>
)

interface SubmitProps {
  readonly class?: string
  readonly name?: string
  readonly value?: string
  readonly type?: 'number' | 'boolean'
  readonly title?: string
  readonly label?: string
  /** Message after success, in place of the form's. */
  readonly done?: string
  /** Why the button cannot be used now. It keeps its place, its meaning and the focus. */
  readonly unavailable?: string | undefined
}

/** A button that submits the form around it. A button is never replaced by another: it becomes unavailable. */
export const Submit: FC<PropsWithChildren<SubmitProps>> = ({
  type,
  title,
  label,
  done,
  unavailable,
  children,
  ...button
}) => (
  <button
    type="submit"
    {...button}
    data-type={type}
    data-done={done}
    title={unavailable ?? title}
    aria-label={label}
    aria-disabled={unavailable === undefined ? undefined : 'true'}
  >
    {children}
  </button>
)
