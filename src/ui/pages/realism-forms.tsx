import type { FC } from 'hono/jsx'
import { CARDS, LARGE_ORDERS, REALISM_MODES } from '../../domain/realism.ts'
import { ActionForm } from '../action-form.tsx'
import { Choice, NumberField } from '../form-fields.tsx'
import { type Settings, SettingsForm, Span, Text } from './settings-groups.tsx'

/** The switch between the kind emulator and the service's bad days, and each of its parts in a form of its own. */
export const RealismForms: FC<{ readonly settings: Settings }> = ({ settings }) => (
  <>
    <ActionForm call="PATCH /_emulator/organisation" done="Realism: {realism}." label="Realism">
      <Choice label="Mode" name="realism" values={REALISM_MODES} chosen={settings.realism} />
      <button type="submit">Switch</button>
    </ActionForm>
    <SettingsForm label="Parts of realism">
      <Text
        label="Calls a second for each address"
        name="addressRateLimit"
        value={settings.addressRateLimit ?? ''}
        type="number"
        empty="null"
        placeholder="no limit"
      />
      <Share label="Share of 503s" name="unavailability" value={settings.unavailability} />
      <Share label="Share of callbacks in disorder" name="callbackDisorder" value={settings.callbackDisorder} />
      <Share label="Share of prices that change" name="priceChanges" value={settings.priceChanges} />
      <Choice label="Large orders" name="largeOrders" values={LARGE_ORDERS} chosen={settings.largeOrders} />
      <Span label="Longest processing" name="longestProcessing" value={settings.longestProcessing} />
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
    </SettingsForm>
  </>
)

/** A part of all, from 0 to 1. */
const Share: FC<{ readonly label: string; readonly name: string; readonly value: number }> = (props) => (
  <NumberField {...props} max={1} step="any" required />
)
