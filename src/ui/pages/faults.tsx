import type { Child, FC, PropsWithChildren } from 'hono/jsx'
import type * as z from 'zod'
import { type Fault, listFaults } from '../../contract/control/faults.ts'
import { ALL_OPERATIONS } from '../../contract/operations.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { ActionForm } from '../action-form.tsx'
import { Badge, EmptyState } from '../components.tsx'
import { Choice, NumberField } from '../form-fields.tsx'
import { DeleteAll } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'

/** Renders the faults in force and the forms that add one. */
export async function showFaults({ call }: PageRequest): Promise<PageContent> {
  const { faults } = await call(listFaults)
  const body = (
    <>
      <div class="top">
        <h1>Faults</h1>
        <div data-live="clear">
          {faults.length > 0 && (
            <DeleteAll
              call="DELETE /_emulator/faults"
              label="Remove all"
              done="All faults removed."
              confirm={`Remove all ${faults.length} faults?`}
            />
          )}
        </div>
      </div>
      <section class="sheet" data-live="faults">
        <h2>In force</h2>
        {faults.length === 0 && <EmptyState>None: every call and callback succeeds.</EmptyState>}
        <ul class="feed">
          {faults.map((fault) => (
            <FaultItem fault={fault} />
          ))}
        </ul>
      </section>
      <div class="columns">
        <section class="sheet">
          <h2>Add a fault on calls</h2>
          <CallForm />
        </section>
        <section class="sheet">
          <h2>Add a fault on callbacks</h2>
          <CallbackForm />
        </section>
      </div>
    </>
  )
  return { title: 'Faults', active: 'faults', body }
}

/** Describes a fault in the words of the control API. */
function describe({ match, phase, fault, times, after, probability }: z.infer<typeof Fault>): string {
  const { type, ...facts } = fault
  const where = Object.values(match).join(' ') || 'every call'
  return [
    `${where}: ${type}`,
    ...Object.values(facts).map((fact) => (typeof fact === 'object' ? JSON.stringify(fact) : String(fact))),
    ...(phase === 'after' ? ['after the call was processed'] : []),
    ...(times === undefined ? [] : [times === 1 ? 'once' : `at most ${times} times`]),
    ...(after === undefined ? [] : [`after ${after} matches`]),
    ...(probability === undefined ? [] : [`with probability ${probability}`]),
  ].join(', ')
}

/** A fault as it was added, without the figures that the emulator counts. */
const definitionOf = ({ id: _, hits: __, ...definition }: z.infer<typeof Fault>): object => definition

const FaultItem: FC<{ readonly fault: z.infer<typeof Fault> }> = ({ fault }) => (
  <li data-item={`f${fault.id}`}>
    <span class="what">
      {describe(fault)}{' '}
      <Badge tone={fault.hits > 0 ? 'bad' : 'gone'}>
        applied {fault.hits} {fault.hits === 1 ? 'time' : 'times'}
      </Badge>
    </span>
    <ActionForm
      call={`DELETE /_emulator/faults/${fault.id}`}
      done={`Fault ${fault.id} removed.`}
      undo={{ call: 'POST /_emulator/faults', body: definitionOf(fault) }}
    >
      <button type="submit" aria-label={`Remove fault ${fault.id}`}>
        Remove
      </button>
    </ActionForm>
  </li>
)

interface FaultFormProps {
  readonly label: string
  /** The choice of what the fault is applied to. */
  readonly match: Child
  readonly faults: readonly (readonly [type: string, text: string])[]
}

/** A form that adds a fault; its children are the fields that only faults of calls have. */
const FaultForm: FC<PropsWithChildren<FaultFormProps>> = ({ label, match, faults, children }) => (
  <ActionForm call="POST /_emulator/faults" done="Fault {id} is in force." label={label}>
    {match}
    <Choice label="Fault" name="fault.type" values={faults} />
    <fieldset data-when="fault.type=delay">
      <label>
        Delay
        <input class="short" name="fault.delay" value="5s" required />
      </label>
    </fieldset>
    {children}
    <div class="row">
      <NumberField label="Times" name="times" min={1} />
      <NumberField label="Probability, 0 to 1" name="probability" max={1} step="any" />
      <NumberField label="Skip first" name="after" />
    </div>
    <button type="submit" class="main">
      Add
    </button>
  </ActionForm>
)

const CALLS = ALL_OPERATIONS.map(({ operationId, method, path }) => [operationId, `${method} ${path}`] as const)

const CALL_FAULTS = [
  ['status', 'error status'],
  ['delay', 'delayed answer'],
  ['timeout', 'no answer'],
  ['reset', 'connection reset'],
  ['malformed', 'truncated answer'],
] as const

const PHASES = [
  ['before', 'before processing'],
  ['after', 'after processing (answer lost)'],
] as const

const CallForm: FC = () => (
  <FaultForm
    label="Add a fault on calls"
    match={<Choice label="Calls" name="match.operationId" values={CALLS} none="every call" wide />}
    faults={CALL_FAULTS}
  >
    <fieldset data-when="fault.type=status">
      <NumberField label="Status" name="fault.status" min={200} max={599} value={503} required />
    </fieldset>
    <Choice label="When" name="phase" values={PHASES} />
  </FaultForm>
)

const CALLBACK_FAULTS = [
  ['drop', 'not sent'],
  ['duplicate', 'sent twice'],
  ['delay', 'sent late'],
  ['reorder', 'sent after the next one'],
  ['bad-signature', 'wrong signature'],
] as const

const CallbackForm: FC = () => (
  <FaultForm
    label="Add a fault on callbacks"
    match={<Choice label="Callbacks" name="match.callback" values={[['*', 'all'], ...ALERT_TYPES]} wide />}
    faults={CALLBACK_FAULTS}
  />
)
