import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { listOrganisations } from '../../contract/control/organisations.ts'
import { ActionForm } from '../action-form.tsx'
import { Badge, CopyButton, Table, Timestamp } from '../components.tsx'
import { formatCount, formatMoney } from '../format.ts'
import { paginate } from '../list-page.tsx'
import { RowMenu } from '../row-menu.tsx'
import { SwitchButton } from '../session-form.tsx'

type Listed = z.infer<typeof listOrganisations.answer>['organisations'][number]

interface OrganisationTableProps {
  readonly listed: readonly Listed[]
  /** The number of all organisations, of which the oldest are listed. */
  readonly total: number
  readonly query: URLSearchParams
  /** The API key of the organisation that is shown. */
  readonly own: string
}

const COLUMNS = [
  'Name',
  'API key',
  { title: 'Balance', class: 'number' },
  { title: 'eSIMs', class: 'number' },
  { title: 'Orders', class: 'number' },
  'Time',
  'Acts',
]

/** The organisations of this server, each with a button that switches to it. */
export const OrganisationTable: FC<OrganisationTableProps> = ({ listed, total, query, own }) => {
  const { shown, pager } = paginate(listed, query, ['organisation', 'organisations'])
  return (
    <>
      <Table label="Organisations" columns={COLUMNS}>
        {shown.map((organisation) => (
          <Row organisation={organisation} isOwn={organisation.apiKey === own} />
        ))}
      </Table>
      {pager}
      {total > listed.length && (
        <p>
          These are the {listed.length} oldest of {total}.
        </p>
      )}
      <ActionForm call="POST /_emulator/organisations" done="Opened {name}." server label="Open an organisation">
        <label class="wide">
          New API key
          <input name="apiKey" required maxlength={128} data-once />
        </label>
        <button type="submit">Open</button>
      </ActionForm>
    </>
  )
}

const Row: FC<{ readonly organisation: Listed; readonly isOwn: boolean }> = ({ organisation, isOwn }) => {
  const { apiKey, name, balance, currency, esims, orders, now } = organisation
  return (
    <tr data-item={`o${apiKey}`}>
      <td>{name}</td>
      <td>
        <code>{apiKey}</code>
      </td>
      <td class="number">
        {formatMoney(balance)} {currency}
      </td>
      <td class="number">{formatCount(esims)}</td>
      <td class="number">{formatCount(orders)}</td>
      <td>
        <Timestamp at={now} />
      </td>
      <td>
        <span class="row">
          {isOwn ? <Badge tone="good">this one</Badge> : <SwitchButton apiKey={apiKey} name={name} />}
          <RowMenu label={`Acts on ${name}`}>
            <CopyButton text={apiKey} what={`API key of ${name}`} label="Copy API key" />
            {!isOwn && (
              <ActionForm
                call={`DELETE /_emulator/organisations/${encodeURIComponent(apiKey)}`}
                done={`Removed ${name}.`}
                confirm={`Remove ${name} with everything in it?`}
                server
              >
                <button type="submit" class="danger">
                  Remove
                </button>
              </ActionForm>
            )}
          </RowMenu>
        </span>
      </td>
    </tr>
  )
}
