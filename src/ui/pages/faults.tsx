import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type Fault, listFaults } from '../../contract/control/faults.ts'
import { ALL_OPERATIONS } from '../../contract/operations.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { Act } from '../act.tsx'
import { Choice, NumberField } from '../form-fields.tsx'
import type { Look, Shown } from '../look.ts'
import { Chip, Empty } from '../parts.tsx'

/** What goes wrong on purpose, and the forms to add to it. */
export async function showFaults({ ask }: Look): Promise<Shown> {
  const { faults } = await ask(listFaults)
  const body = (
    <>
      <div class="top">
        <h1>Faults</h1>
        <div data-live="clear">
          {faults.length > 0 && (
            <Act call="DELETE /_emulator/faults" done="All faults are gone.">
              <button type="submit" class="danger">
                Remove all
              </button>
            </Act>
          )}
        </div>
      </div>
      <section class="sheet" data-live="faults">
        <h2>In force</h2>
        {faults.length === 0 && <Empty>None: every call and every callback goes well.</Empty>}
        <ul class="feed">
          {faults.map((fault) => (
            <FaultItem fault={fault} />
          ))}
        </ul>
      </section>
      <div class="columns">
        <section class="sheet">
          <h2>Let vendor calls go wrong</h2>
          <CallForm />
        </section>
        <section class="sheet">
          <h2>Let callbacks go wrong</h2>
          <CallbackForm />
        </section>
      </div>
    </>
  )
  return { title: 'Faults', active: 'faults', body }
}

/** What a fault does, in the words of the control API. */
function describe({ match, phase, fault, times, after, probability }: z.infer<typeof Fault>): string {
  const { type, ...facts } = fault
  const where = Object.values(match).join(' ') || 'every call'
  return [
    `${where}: ${type}`,
    ...Object.values(facts).map((fact) => (typeof fact === 'object' ? JSON.stringify(fact) : String(fact))),
    ...(phase === 'after' ? ['after it took effect'] : []),
    ...(times === undefined ? [] : [times === 1 ? 'once' : `at most ${times} times`]),
    ...(after === undefined ? [] : [`after ${after} matches`]),
    ...(probability === undefined ? [] : [`with probability ${probability}`]),
  ].join(', ')
}

const FaultItem: FC<{ readonly fault: z.infer<typeof Fault> }> = ({ fault }) => (
  <li data-item={`f${fault.id}`}>
    <span class="what">
      {describe(fault)}{' '}
      <Chip tone={fault.hits > 0 ? 'bad' : 'gone'}>
        struck {fault.hits} {fault.hits === 1 ? 'time' : 'times'}
      </Chip>
    </span>
    <Act call={`DELETE /_emulator/faults/${fault.id}`} done="Removed.">
      <button type="submit" aria-label={`Remove fault ${fault.id}`}>
        Remove
      </button>
    </Act>
  </li>
)

const Pacing: FC = () => (
  <div class="row">
    <NumberField label="At most, times" name="times" min={1} />
    <NumberField label="Probability, 0 to 1" name="probability" max={1} step="any" />
    <NumberField label="After, matches" name="after" />
  </div>
)

const Delay: FC = () => (
  <fieldset data-when="fault.type=delay">
    <label>
      Delay
      <input class="short" name="fault.delay" value="5s" required />
    </label>
  </fieldset>
)

const CALLS = ALL_OPERATIONS.map(({ operationId, method, path }) => [operationId, `${method} ${path}`] as const)

const CALL_FAULTS = [
  ['status', 'another status'],
  ['delay', 'a late answer'],
  ['timeout', 'no answer'],
  ['reset', 'a broken connection'],
  ['malformed', 'half an answer'],
] as const

const PHASES = [
  ['before', 'before it takes effect'],
  ['after', 'after: done, and the answer is lost'],
] as const

const CallForm: FC = () => (
  <Act call="POST /_emulator/faults" done="Fault {id} is in force." label="Add a fault on calls">
    <Choice label="Calls" name="match.operationId" values={CALLS} none="every call" wide />
    <Choice label="What goes wrong" name="fault.type" values={CALL_FAULTS} />
    <fieldset data-when="fault.type=status">
      <NumberField label="Status" name="fault.status" min={200} max={599} value={503} required />
    </fieldset>
    <Delay />
    <Choice label="When" name="phase" values={PHASES} />
    <Pacing />
    <button type="submit" class="main">
      Add
    </button>
  </Act>
)

const CALLBACK_FAULTS = [
  ['drop', 'never sent'],
  ['duplicate', 'sent twice'],
  ['delay', 'sent late'],
  ['reorder', 'overtaken by the next'],
  ['bad-signature', 'wrongly signed'],
] as const

const CallbackForm: FC = () => (
  <Act call="POST /_emulator/faults" done="Fault {id} is in force." label="Add a fault on callbacks">
    <Choice label="Callbacks" name="match.callback" values={[['*', 'all'], ...ALERT_TYPES]} wide />
    <Choice label="What goes wrong" name="fault.type" values={CALLBACK_FAULTS} />
    <Delay />
    <Pacing />
    <button type="submit" class="main">
      Add
    </button>
  </Act>
)
