import type { FC } from 'hono/jsx'
import type { Bundle } from '../domain/bundle.ts'
import { formatInstant } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import type { CatalogueChange } from '../state/records/catalogue-changes.ts'
import { ActionForm } from './action-form.tsx'
import { Badge, Timestamp } from './components.tsx'
import { NumberField } from './form-fields.tsx'
import { formatMoney } from './format.ts'

const pathOf = (bundle: string): string => `/_emulator/catalogue/${encodeURIComponent(bundle)}`

/** The form that changes a bundle in the organisation's catalogue, and the button that withdraws it. */
export const BundleForms: FC<{ readonly bundle: Bundle }> = ({ bundle }) => (
  <div class="acts">
    <ActionForm
      call={`PUT ${pathOf(bundle.name)}`}
      done="Changed: {status}."
      undo={{ call: 'POST /_emulator/catalogue/reset', body: { bundle: bundle.name } }}
      label="Change the bundle"
      sendsChanges
    >
      <NumberField label="Price" name="price" step="any" value={toWireNumber(bundle.price)} />
      <NumberField label="Data, MB (-1 is unlimited)" name="dataAmount" min={-1} />
      <NumberField label="Days" name="duration" min={1} />
      <label>
        When
        <input class="short" name="at" placeholder="now, or +3d" />
      </label>
      <button type="submit">Change</button>
    </ActionForm>
    <ActionForm call={`DELETE ${pathOf(bundle.name)}`} done="Withdrawn." then="/_emulator/ui/catalogue">
      <button type="submit" class="danger">
        Withdraw from sale
      </button>
    </ActionForm>
  </div>
)

/** The fields of a change, in one line. */
const describe = ({ fields, withdrawn }: CatalogueChange): string =>
  withdrawn
    ? 'withdrawn from sale'
    : Object.entries(fields)
        .map(
          ([field, value]) =>
            `${field} ${field === 'price' ? formatMoney(toWireNumber(Number(value))) : JSON.stringify(value)}`,
        )
        .join(', ')

/** How the organisation's catalogue differs from the emulator's, now and later. */
export const CatalogueChanges: FC<{ readonly changes: readonly CatalogueChange[] }> = ({ changes }) => (
  <section class="sheet">
    <div class="top">
      <h2>Changes of the catalogue</h2>
      <ActionForm call="POST /_emulator/catalogue/reset" done="The catalogue is as before.">
        <button type="submit" class="danger">
          Undo all
        </button>
      </ActionForm>
    </div>
    <ul class="feed">
      {changes.map((change) => (
        <li data-item={`c${change.id}`}>
          <span class="what">
            <code>{change.bundle}</code> {describe(change)}{' '}
            {change.status === 'scheduled' && (
              <Badge tone="wait">
                at <Timestamp at={formatInstant(change.at)} />
              </Badge>
            )}
          </span>
          <ActionForm call="POST /_emulator/catalogue/reset" done="Undone.">
            <input type="hidden" name="bundle" value={change.bundle} />
            <button type="submit" aria-label={`Undo the changes of ${change.bundle}`}>
              Undo
            </button>
          </ActionForm>
        </li>
      ))}
    </ul>
  </section>
)
