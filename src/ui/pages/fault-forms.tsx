import type { Child, FC, PropsWithChildren } from 'hono/jsx'
import { nounOfCallbacks, nounOfOperation } from '../../contract/control/fault-sentence.ts'
import { ALL_OPERATIONS } from '../../contract/operations.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { ActionForm } from '../action-form.tsx'

/** Forms that read as one sentence: "When a client calls POST /orders, answer with the status 503 ...". */

const ADDED = 'Fault {id}: {sentence}'

type Option = readonly [value: string, text: string]

interface PickProps {
  readonly label: string
  readonly name: string
  readonly values: readonly Option[]
}

/** A choice within a sentence. */
const Pick: FC<PickProps> = ({ label, name, values }) => (
  <select name={name} aria-label={label}>
    {values.map(([value, text]) => (
      <option value={value}>{text}</option>
    ))}
  </select>
)

interface BlankProps {
  readonly label: string
  readonly name: string
  readonly value?: string | number
  readonly type?: 'number'
  readonly min?: number
  readonly max?: number
  readonly step?: 'any'
  readonly required?: boolean
  readonly placeholder?: string
}

/** A field within a sentence. */
const Blank: FC<BlankProps> = ({ label, type, ...field }) => (
  <input class="blank" type={type ?? 'text'} data-type={type} aria-label={label} {...field} />
)

/** The words that belong to some values of a choice. */
const When: FC<PropsWithChildren<{ readonly is: string }>> = ({ is, children }) => (
  <fieldset class="words" data-when={is}>
    {children}
  </fieldset>
)

interface SentenceFormProps {
  readonly label: string
  readonly unit: string
  readonly children: Child
}

/** The form around a sentence, with the conditions that both kinds of faults have. */
const SentenceForm: FC<SentenceFormProps> = ({ label, unit, children }) => (
  <ActionForm call="POST /_emulator/faults" done={ADDED} label={label}>
    <div class="fill-in">
      {children} and stop after <Blank label="Times" name="times" type="number" min={1} placeholder="no limit" /> {unit}
      .
    </div>
    <details class="more">
      <summary>More conditions</summary>
      <div class="fill-in">
        Let the first <Blank label="Skip first" name="after" type="number" min={0} placeholder="0" /> pass. Of the
        others, hit a share of{' '}
        <Blank
          label="Probability, 0 to 1"
          name="probability"
          type="number"
          min={0}
          max={1}
          step="any"
          placeholder="1"
        />
        . End <Blank label="Until" name="until" placeholder="never, +3d" />.
      </div>
    </details>
    <button type="submit" class="main">
      Add
    </button>
  </ActionForm>
)

const CALLS: readonly Option[] = ALL_OPERATIONS.map(({ operationId, method, path }) => [
  operationId,
  `${method} ${path} (${nounOfOperation(operationId)[1]})`,
])

const CALL_FAULTS: readonly Option[] = [
  ['status', 'answer with status'],
  ['delay', 'let it wait for'],
  ['timeout', 'never answer'],
  ['reset', 'break the connection'],
  ['malformed', 'cut the answer in half'],
]

const PHASES: readonly Option[] = [
  ['before', 'before it is carried out'],
  ['after', 'after it was carried out'],
]

/** Adds a fault on calls. */
export const CallFaultForm: FC = () => (
  <SentenceForm label="Add a fault on calls" unit="calls">
    When a client calls <Pick label="Calls" name="match.operationId" values={[['', 'anything'], ...CALLS]} />,{' '}
    <Pick label="Fault" name="fault.type" values={CALL_FAULTS} />{' '}
    <When is="fault.type=status">
      <Blank label="Status" name="fault.status" type="number" min={200} max={599} value={503} required />
    </When>
    <When is="fault.type=delay">
      <Blank label="Delay" name="fault.delay" value="5s" required />
    </When>{' '}
    <Pick label="When" name="phase" values={PHASES} />
  </SentenceForm>
)

const CALLBACKS: readonly Option[] = ['*' as const, ...ALERT_TYPES].map((type) => [
  type,
  type === '*' ? 'callback of any kind' : `${nounOfCallbacks(type)[0]} (${type})`,
])

const CALLBACK_FAULTS: readonly Option[] = [
  ['drop', 'do not send it'],
  ['duplicate', 'send it twice'],
  ['delay', 'send it late, after'],
  ['reorder', 'send it after the next one'],
  ['bad-signature', 'send it with a wrong signature'],
]

/** Adds a fault on callbacks. */
export const CallbackFaultForm: FC = () => (
  <SentenceForm label="Add a fault on callbacks" unit="callbacks">
    When a <Pick label="Callbacks" name="match.callback" values={CALLBACKS} /> is due,{' '}
    <Pick label="Fault" name="fault.type" values={CALLBACK_FAULTS} />{' '}
    <When is="fault.type=delay">
      <Blank label="Delay" name="fault.delay" value="1h" required />
    </When>
  </SentenceForm>
)
