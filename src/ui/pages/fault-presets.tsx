import type { FC } from 'hono/jsx'
import { faultRule } from '../../contract/control/fault-rule.ts'
import { faultSentence } from '../../contract/control/fault-sentence.ts'
import type { CallbackRule, CallRule } from '../../contract/control/faults.ts'
import { ActionForm } from '../action-form.tsx'
import { HiddenFields } from '../hidden-fields.tsx'

/** Bad days that clients of the service meet, each with the fault that brings it. */
const PRESETS: readonly (readonly [name: string, rule: CallRule | CallbackRule])[] = [
  [
    'Answer to an order is lost',
    { match: { operationId: 'createOrder' }, phase: 'after', fault: { type: 'reset' }, times: 1 },
  ],
  ['Orders are refused', { match: { operationId: 'createOrder' }, fault: { type: 'status', status: 503 }, times: 3 }],
  ['Too many requests', { fault: { type: 'status', status: 429 }, times: 5 }],
  ['Every tenth call fails', { fault: { type: 'status', status: 500 }, probability: 0.1 }],
  ['Everything is slow', { fault: { type: 'delay', delay: '2s' } }],
  ['Callbacks come twice', { match: { callback: '*' }, fault: { type: 'duplicate' } }],
  ['Callbacks come late', { match: { callback: '*' }, fault: { type: 'delay', delay: '1h' } }],
  ['A callback is forged', { match: { callback: '*' }, fault: { type: 'bad-signature' }, times: 1 }],
]

/** A button for each common bad day, with what it does in a sentence. */
export const FaultPresets: FC = () => (
  <ul class="presets">
    {PRESETS.map(([name, rule]) => (
      <li>
        <ActionForm call="POST /_emulator/faults" done="Fault {id}: {sentence}" label={name}>
          <HiddenFields body={rule as never} />
          <button type="submit">{name}</button>
        </ActionForm>
        <small>{faultSentence({ rule: faultRule(rule, 0), seen: 0, hits: 0 })}</small>
      </li>
    ))}
  </ul>
)
