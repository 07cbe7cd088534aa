import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { getSettings } from '../../contract/control/organisation.ts'
import { CARDS, LARGE_ORDERS, REALISM_MODES } from '../../domain/realism.ts'
import { ActionForm } from '../action-form.tsx'
import { Choice, NumberField } from '../form-fields.tsx'

type Settings = z.infer<typeof getSettings.answer>

const SETTINGS_CALL = 'PATCH /_emulator/organisation'

/** The switch between the kind emulator and the service's bad days, and each of its parts in a form of its own. */
export const RealismForms: FC<{ readonly settings: Settings }> = ({ settings }) => (
  <>
    <ActionForm call={SETTINGS_CALL} done="Realism: {realism}." label="Realism" class="acts">
      <Choice label="Mode" name="realism" values={REALISM_MODES} chosen={settings.realism} />
      <button type="submit">Switch</button>
    </ActionForm>
    <ActionForm call={SETTINGS_CALL} done="Settings saved." label="Parts of realism" class="acts">
      <div class="row">
        <label>
          Calls a second for each address
          <input
            class="short"
            name="addressRateLimit"
            value={settings.addressRateLimit ?? ''}
            data-type="number"
            data-empty="null"
          />
        </label>
        <Share label="Share of 503s" name="unavailability" value={settings.unavailability} />
        <Share label="Share of callbacks in disorder" name="callbackDisorder" value={settings.callbackDisorder} />
      </div>
      <div class="row">
        <Share label="Share of prices that change" name="priceChanges" value={settings.priceChanges} />
        <Choice label="Large orders" name="largeOrders" values={LARGE_ORDERS} chosen={settings.largeOrders} />
        <label>
          Longest processing
          <input class="short" name="longestProcessing" value={settings.longestProcessing} />
        </label>
        <Choice label="Card" name="card" values={CARDS} chosen={settings.card} />
        <Choice
          label="Refunds"
          name="refunds"
          values={[
            ['true', 'on'],
            ['false', 'off'],
          ]}
          chosen={String(settings.refunds)}
          type="boolean"
        />
      </div>
      <button type="submit" class="main">
        Save
      </button>
    </ActionForm>
  </>
)

/** A part of all, from 0 to 1. */
const Share: FC<{ readonly label: string; readonly name: string; readonly value: number }> = (props) => (
  <NumberField {...props} max={1} step="any" required />
)
