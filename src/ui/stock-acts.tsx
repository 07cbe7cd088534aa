import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { getInventory } from '../contract/control/statement.ts'
import { ActionForm, Submit } from './action-form.tsx'
import { Table, Timestamp } from './components.tsx'
import { NumberField } from './form-fields.tsx'
import { formatCount, formatMoney } from './format.ts'
import { RowMenu } from './row-menu.tsx'
import { BundleLink } from './statement-entry.tsx'

type Purchase = z.infer<typeof getInventory.answer>['purchases'][number]

/** The acts on the units of one purchase: assign one to an eSIM, and refund some. */
export const StockActs: FC<{ readonly purchase: Purchase }> = ({ purchase }) => {
  const { usageId, bundle, remaining, isRefundable, refund } = purchase
  return (
    <RowMenu label={`Acts on purchase ${usageId} of ${bundle}`}>
      <ActionForm
        call="POST /v2.4/esims/apply"
        done="Assigned from the inventory."
        then="/_emulator/ui/esims/{esims.0.iccid}"
        label={`Assign ${bundle}`}
      >
        <input type="hidden" name="name" value={bundle} />
        <label class="wide">
          ICCID, or empty for a new eSIM
          <input name="iccid" inputmode="numeric" placeholder="a new eSIM" />
        </label>
        <Submit unavailable={remaining === 0 ? refund : undefined}>Assign</Submit>
      </ActionForm>
      <ActionForm
        call="POST /v2.4/inventory/refund"
        done="{status}"
        confirm={`Refund ${bundle}? The units leave the inventory.`}
        label={`Refund purchase ${usageId}`}
      >
        <input type="hidden" name="usageId" value={String(usageId)} data-type="number" />
        <NumberField label="Units" name="quantity" min={1} max={Math.max(1, remaining)} value={1} required />
        <Submit class="danger" unavailable={isRefundable ? undefined : refund}>
          Refund
        </Submit>
      </ActionForm>
    </RowMenu>
  )
}

const COLUMNS = [
  'Bundle',
  { title: 'Left', class: 'number' },
  { title: 'Paid', class: 'number' },
  'Bought',
  'Refund',
  'Lapses',
  'Acts',
] as const

/** Purchases with the units that are left of them, until when they can be refunded, and when they lapse. */
export const StockTable: FC<{ readonly label: string; readonly purchases: readonly Purchase[] }> = ({
  label,
  purchases,
}) => (
  <Table label={label} columns={COLUMNS}>
    {purchases.map((purchase) => (
      <tr data-item={`p${purchase.usageId}`}>
        <td title={purchase.description}>
          <BundleLink bundle={purchase.bundle} />
        </td>
        <td class="number nowrap">
          {formatCount(purchase.remaining)} of {formatCount(purchase.total)}
        </td>
        <td class="number">{formatMoney(purchase.paid)}</td>
        <td>
          <Timestamp at={purchase.purchasedAt} />
        </td>
        <td class={purchase.isRefundable ? undefined : 'soft'}>{purchase.refund}</td>
        <td>
          <Timestamp at={purchase.expiresAt} />
        </td>
        <td class="acts-of-row">
          <StockActs purchase={purchase} />
        </td>
      </tr>
    ))}
  </Table>
)
