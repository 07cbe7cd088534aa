import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type Fault, listFaults } from '../../contract/control/faults.ts'
import { ActionForm, Submit } from '../action-form.tsx'
import { Badge, EmptyState, PageHeading, type Tone } from '../components.tsx'
import { formatCount } from '../format.ts'
import { DeleteAll } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'
import { CallbackFaultForm, CallFaultForm } from './fault-forms.tsx'
import { FaultPresets } from './fault-presets.tsx'

type Listed = z.infer<typeof Fault>

/** Renders the faults, each as a sentence, and the forms that add one. */
export async function showFaults({ call }: PageRequest): Promise<PageContent> {
  const { faults } = await call(listFaults)
  const body = (
    <>
      <PageHeading title="Faults">
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
      </PageHeading>
      <section class="sheet" data-live="faults">
        <h2>Added faults</h2>
        {faults.length === 0 && <EmptyState>None: every call and callback succeeds.</EmptyState>}
        <ul class="feed faults">
          {faults.map((fault) => (
            <FaultItem fault={fault} />
          ))}
        </ul>
      </section>
      <section class="sheet">
        <h2>Make calls fail</h2>
        <CallFaultForm />
      </section>
      <section class="sheet">
        <h2>Make callbacks fail</h2>
        <CallbackFaultForm />
      </section>
      <section class="sheet">
        <h2>Common bad days</h2>
        <FaultPresets />
        <p class="soft">
          For one call alone, a client sends the header <code>Emulator-Fault: status=503</code>.
        </p>
      </section>
    </>
  )
  return { title: 'Faults', active: 'faults', body }
}

const TONES: Readonly<Record<Listed['state'], Tone>> = {
  'in force': 'bad',
  disabled: 'gone',
  'used up': 'gone',
  over: 'gone',
}

/** A fault as it was added, without what the emulator tells of it. */
const definitionOf = ({ id: _, hits: __, sentence: ___, state: ____, ...definition }: Listed): object => definition

const hitsOf = ({ hits, times }: Listed): string =>
  times === undefined ? `${formatCount(hits)} ${hits === 1 ? 'hit' : 'hits'}` : `${hits} of ${times} hits`

const FaultItem: FC<{ readonly fault: Listed }> = ({ fault }) => {
  const { id, sentence, state, match } = fault
  const isOff = state === 'disabled'
  return (
    <li data-item={`f${id}`}>
      <span class="what">
        <Badge tone={TONES[state]}>{state}</Badge> {sentence}{' '}
        <small class="soft">
          {hitsOf(fault)} · fault {id}
          {match.operationId && (
            <>
              {' '}
              on <code>{match.operationId}</code>
            </>
          )}
        </small>
      </span>
      <span class="row">
        <ActionForm
          call={`PATCH /_emulator/faults/${id}`}
          done={isOff ? `Fault ${id} enabled.` : `Fault ${id} disabled.`}
        >
          <Submit
            type="boolean"
            name="enabled"
            value="false"
            label={`Disable fault ${id}`}
            unavailable={isOff ? 'It is disabled.' : undefined}
          >
            Disable
          </Submit>
          <Submit
            type="boolean"
            name="enabled"
            value="true"
            label={`Enable fault ${id}`}
            unavailable={isOff ? undefined : 'It is enabled.'}
          >
            Enable
          </Submit>
        </ActionForm>
        <ActionForm
          call={`DELETE /_emulator/faults/${id}`}
          done={`Fault ${id} removed.`}
          undo={{ call: 'POST /_emulator/faults', body: definitionOf(fault) }}
        >
          <button type="submit" aria-label={`Remove fault ${id}`}>
            Remove
          </button>
        </ActionForm>
      </span>
    </li>
  )
}
