import type { FC } from 'hono/jsx'
import { ActionForm } from './action-form.tsx'
import { NumberField } from './form-fields.tsx'

/** Forms that buy a bundle by the vendor's own calls, which the journal records. */

const Line: FC<{ readonly bundle: string; readonly quantity?: boolean }> = ({ bundle, quantity = false }) => (
  <>
    <input type="hidden" name="type" value="transaction" />
    <input type="hidden" name="order.0.type" value="bundle" />
    <input type="hidden" name="order.0.item" value={bundle} />
    {!quantity && <input type="hidden" name="order.0.quantity" value="1" data-type="number" />}
  </>
)

const Assign: FC<{ readonly assign: boolean }> = ({ assign }) => (
  <input type="hidden" name="assign" value={String(assign)} data-type="boolean" />
)

export const BuyOnNewEsim: FC<{ readonly bundle: string; readonly main?: boolean }> = ({ bundle, main = false }) => (
  <ActionForm call="POST /v2.4/orders" then="/_emulator/ui/esims/{order.0.iccids.0}" label={`Buy ${bundle}`}>
    <Line bundle={bundle} />
    <Assign assign />
    <button type="submit" class={main ? 'main' : undefined}>
      On a new eSIM
    </button>
  </ActionForm>
)

interface OnEsimProps {
  readonly bundle: string
  readonly iccid: string
  /** Whether the ICCID is a field. */
  readonly editable?: boolean
}

export const BuyOnEsim: FC<OnEsimProps> = ({ bundle, iccid, editable = false }) => (
  <ActionForm
    call="POST /v2.4/orders"
    then="/_emulator/ui/esims/{order.0.iccids.0}"
    label={`Buy ${bundle} for an eSIM`}
  >
    <Line bundle={bundle} />
    <Assign assign />
    {editable ? (
      <label class="wide">
        ICCID
        <input name="order.0.iccids.0" value={iccid} inputmode="numeric" required />
      </label>
    ) : (
      <input type="hidden" name="order.0.iccids.0" value={iccid} />
    )}
    <button type="submit">On {editable ? 'this eSIM' : 'the eSIM'}</button>
  </ActionForm>
)

export const BuyIntoInventory: FC<{ readonly bundle: string }> = ({ bundle }) => (
  <ActionForm
    call="POST /v2.4/orders"
    done="Bought for {total} {currency}: now in the inventory."
    label="Buy into the inventory"
  >
    <Line bundle={bundle} quantity />
    <Assign assign={false} />
    <NumberField label="Quantity" name="order.0.quantity" min={1} value={1} required />
    <button type="submit">Into the inventory</button>
  </ActionForm>
)
