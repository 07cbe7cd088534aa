import type { FC, PropsWithChildren } from 'hono/jsx'
import { ActionForm } from './action-form.tsx'
import { formatCount } from './format.ts'

/** The id of the form, which the boxes of rows name. */
export const BULK_FORM = 'bulk'

/** The conditions of a list, in the fields of `match`. */
export type ListConditions = Readonly<Record<'find' | 'bundleState' | 'country' | 'installed', string>>

/** The box of a row: the eSIM is one of those that the next act on many hits. */
export const ChooseEsim: FC<{ readonly iccid: string }> = ({ iccid }) => (
  <input type="checkbox" form={BULK_FORM} name="match.iccids.+" value={iccid} aria-label={`Choose ${iccid}`} />
)

/** The box above them, which chooses all rows of the page. */
export const ChoosePage: FC = () => (
  <input type="checkbox" data-choose-page aria-label="Choose all eSIMs of this page" autocomplete="off" />
)

interface BulkActsProps {
  readonly rows: number
  readonly conditions: ListConditions
}

/** The form that does the same to the chosen eSIMs, or to all that match, and tells what came of it. */
export const BulkActs: FC<BulkActsProps> = ({ rows, conditions }) => (
  <>
    <ActionForm id={BULK_FORM} class="bulk" call="POST /_emulator/esims/bulk" label="Act on many eSIMs">
      <label class="switch">
        <input type="checkbox" data-all />
        <span>
          all <span data-rows-shown>{formatCount(rows)}</span> that match
        </span>
      </label>
      <fieldset data-conditions disabled>
        <input type="hidden" name="match" value="{}" data-type="json" />
        {Object.entries(conditions)
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <input
              type="hidden"
              name={`match.${name}`}
              value={value}
              data-type={name === 'installed' ? 'boolean' : undefined}
            />
          ))}
      </fieldset>
      <label>
        <span class="unseen">Act</span>
        <select id="bulk-act">
          <option value="install">Install</option>
          <option value="attach">Attach in</option>
          <option value="use">Use data</option>
          <option value="plan">Start a usage plan of</option>
          <option value="number">Give numbers</option>
          <option value="stop">Stop usage plans</option>
          <option value="remove">Remove numbers</option>
          <option value="uninstall">Uninstall</option>
        </select>
      </label>
      <Part of="install" first>
        <input type="hidden" name="acts.0.install" value="{}" data-type="json" />
      </Part>
      <Part of="attach">
        <label>
          <span class="unseen">Country</span>
          <input class="short" name="acts.0.attach.country" placeholder="FR, or France" required />
        </label>
      </Part>
      <Part of="use">
        <label>
          <span class="unseen">Amount</span>
          <input class="short" name="acts.0.use.amount" value="100MB" required />
        </label>
      </Part>
      <Part of="plan">
        <label>
          <span class="unseen">Megabytes a day</span>
          <input
            class="short"
            name="acts.0.plan.megabytesPerDay"
            type="number"
            min={0.001}
            step="any"
            value={200}
            data-type="number"
            required
          />
        </label>
        <span class="soft">MB a day</span>
      </Part>
      <Part of="number">
        <input type="hidden" name="acts.0.msisdn" value="{}" data-type="json" />
      </Part>
      <Part of="stop" confirm="Stop the usage plans of {count} eSIMs?">
        <input type="hidden" name="acts.0.plan.megabytesPerDay" value="0" data-type="number" />
      </Part>
      <Part of="remove" confirm="Remove the numbers of {count} eSIMs?">
        <input type="hidden" name="acts.0.msisdn.number" value="" data-empty="null" />
      </Part>
      <Part of="uninstall" confirm="Uninstall {count} eSIMs from their devices?">
        <input type="hidden" name="acts.0.uninstall" value="{}" data-type="json" />
      </Part>
      <button type="submit" aria-disabled="true" title="Choose eSIMs first.">
        Do it to <b data-count>0</b> <span data-noun>eSIMs</span>
      </button>
    </ActionForm>
    <div data-result role="status" hidden />
  </>
)

/** The fields of an act, which are sent while it is chosen; what destroys asks first. */
const Part: FC<PropsWithChildren<{ readonly of: string; readonly first?: boolean; readonly confirm?: string }>> = ({
  of: act,
  first = false,
  confirm,
  children,
}) => (
  <fieldset data-when={`bulk-act=${act}`} data-confirm={confirm} hidden={!first} disabled={!first}>
    {children}
  </fieldset>
)
