import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type Fault, listFaults } from '../../contract/control/faults.ts'
import { ALL_OPERATIONS } from '../../contract/operations.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { Act } from '../act.tsx'
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
    <label>
      At most, times
      <input class="short" name="times" type="number" min="1" data-type="number" />
    </label>
    <label>
      Probability, 0 to 1
      <input class="short" name="probability" type="number" min="0" max="1" step="any" data-type="number" />
    </label>
    <label>
      After, matches
      <input class="short" name="after" type="number" min="0" data-type="number" />
    </label>
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

const CallForm: FC = () => (
  <Act call="POST /_emulator/faults" done="Fault {id} is in force." label="Add a fault on calls">
    <label class="wide">
      Calls
      <select name="match.operationId">
        <option value="">every call</option>
        {ALL_OPERATIONS.map(({ operationId, method, path }) => (
          <option value={operationId}>
            {method} {path}
          </option>
        ))}
      </select>
    </label>
    <label>
      What goes wrong
      <select name="fault.type">
        <option value="status">another status</option>
        <option value="delay">a late answer</option>
        <option value="timeout">no answer</option>
        <option value="reset">a broken connection</option>
        <option value="malformed">half an answer</option>
      </select>
    </label>
    <fieldset data-when="fault.type=status">
      <label>
        Status
        <input
          class="short"
          name="fault.status"
          type="number"
          min="200"
          max="599"
          value="503"
          required
          data-type="number"
        />
      </label>
    </fieldset>
    <Delay />
    <label>
      When
      <select name="phase">
        <option value="before">before it takes effect</option>
        <option value="after">after: done, and the answer is lost</option>
      </select>
    </label>
    <Pacing />
    <button type="submit" class="main">
      Add
    </button>
  </Act>
)

const CallbackForm: FC = () => (
  <Act call="POST /_emulator/faults" done="Fault {id} is in force." label="Add a fault on callbacks">
    <label class="wide">
      Callbacks
      <select name="match.callback">
        <option value="*">all</option>
        {ALERT_TYPES.map((type) => (
          <option value={type}>{type}</option>
        ))}
      </select>
    </label>
    <label>
      What goes wrong
      <select name="fault.type">
        <option value="drop">never sent</option>
        <option value="duplicate">sent twice</option>
        <option value="delay">sent late</option>
        <option value="reorder">overtaken by the next</option>
        <option value="bad-signature">wrongly signed</option>
      </select>
    </label>
    <Delay />
    <Pacing />
    <button type="submit" class="main">
      Add
    </button>
  </Act>
)
