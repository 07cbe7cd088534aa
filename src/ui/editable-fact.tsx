import type { FC, PropsWithChildren } from 'hono/jsx'
import { ActionForm, Submit } from './action-form.tsx'

interface EditableFactProps {
  readonly label: string
  /** Method and path of the call that changes it. */
  readonly call: string
  readonly name: string
  readonly value: string
  readonly done: string
  /** Text of the button. */
  readonly submit?: string
  readonly placeholder?: string
  readonly maxlength?: number
  /** Whether an empty value is sent. */
  readonly mayBeEmpty?: boolean
}

/** A value of a list of facts that is changed in its place. `children` are further fields of the call. */
export const EditableFact: FC<PropsWithChildren<EditableFactProps>> = ({
  label,
  call,
  done,
  submit = 'Save',
  mayBeEmpty,
  children,
  ...field
}) => (
  <ActionForm call={call} done={done} class="in-place">
    {children}
    <label class="wide">
      <span class="unseen">{label}</span>
      <input {...field} data-empty={mayBeEmpty ? '' : undefined} />
    </label>
    <Submit>{submit}</Submit>
  </ActionForm>
)
