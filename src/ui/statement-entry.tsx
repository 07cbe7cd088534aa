import type { Child, FC } from 'hono/jsx'
import type * as z from 'zod'
import type { StatementEntry } from '../contract/control/statement.ts'
import { describeCause } from '../contract/reasons.ts'
import { orderOfUnit } from '../domain/order.ts'
import { Badge, StateBadge, toneOfStatus } from './components.tsx'
import { EsimLink, Explanation } from './feeds.tsx'
import { formatCount, formatMoney, shortText } from './format.ts'
import { bundlePath, orderPath, requestPath } from './links.ts'

/** An entry of the statement of account in words, with links to what it names. */

export type Entry = z.infer<typeof StatementEntry>
type Item = Entry['items'][number]

/** Characters of a reference that are shown; the link has all of it. */
const SHOWN = 8

/** A link to an order by the beginning of its reference. */
export const OrderLink: FC<{ readonly reference: string; readonly whole?: boolean }> = ({
  reference,
  whole = false,
}) => (
  <a class={whole ? 'mono' : 'mono nowrap'} href={orderPath(reference)} title={whole ? undefined : reference}>
    {whole ? reference : `${reference.slice(0, SHOWN)}…`}
  </a>
)

export const BundleLink: FC<{ readonly bundle: string }> = ({ bundle }) => (
  <a class="mono" href={bundlePath(bundle)}>
    {bundle}
  </a>
)

/** An amount of money: green with `+` for what comes in, ink with `-` for what goes out. */
export const Amount: FC<{ readonly units: number }> = ({ units }) => (
  <span class={units > 0 ? 'amount in' : 'amount'}>{`${units > 0 ? '+' : ''}${formatMoney(units)}`}</span>
)

/** The state of an entry that is not simply completed. */
export const EntryBadge: FC<{ readonly entry: Entry }> = ({ entry: { status, request } }) =>
  status === 'completed' ? null : status === 'refused' ? (
    <Badge tone={toneOfStatus(request?.status ?? null)}>refused</Badge>
  ) : (
    <StateBadge state={status} />
  )

/** Names what an entry is, in one sentence for each of its bundles. */
export const EntrySentence: FC<{ readonly entry: Entry }> = ({ entry }) => (
  <>
    {entry.items.length === 0 && withoutBundle(entry)}
    {entry.items.map((item, index) => (
      <>
        {index > 0 && <br />}
        {sentenceOf(entry, item)}
      </>
    ))}
    {entry.moreItems > 0 && <small class="block">and {formatCount(entry.moreItems)} more</small>}
  </>
)

function withoutBundle(entry: Entry): Child {
  const { kind, status, balance } = entry
  switch (kind) {
    case 'opening':
      return 'Opening balance'
    case 'topup':
      return 'Top-up'
    case 'adjustment':
      return `Balance set to ${formatMoney(balance ?? 0)}`
    case 'refused':
      return nounOf(entry)
    default:
      return status === 'processing' ? 'Assigned from the inventory some time later' : 'Order'
  }
}

const REFUSED_CALLS: Readonly<Record<string, string>> = {
  applyBundles: 'Assignment',
  applyBundleToEsim: 'Assignment',
  refundInventory: 'Refund',
  topUpBalance: 'Top-up',
}

/** Names the thing that a refused call asked for. */
const nounOf = ({ request }: Entry): string => REFUSED_CALLS[request?.operationId ?? ''] ?? 'Order'

/** Says that the last order came to nothing, or that its client does not know of it. */
export function describeTrouble(entry: Entry): string {
  if (entry.kind === 'refused') return `The last ${nounOf(entry).toLowerCase()} was refused:`
  return entry.status === 'failed' ? 'The last order failed:' : 'The answer to the last order was lost:'
}

function sentenceOf({ kind, toInventory, status }: Entry, item: Item): Child {
  const what = (
    <>
      {item.quantity > 1 && `${formatCount(item.quantity)} × `}
      <BundleLink bundle={item.bundle} />
    </>
  )
  const esims = item.esims.length > 0 && <Esims item={item} />
  switch (kind) {
    case 'assignment':
      return (
        <>
          {what} assigned from the inventory to {esims}
        </>
      )
    case 'refund':
      return (
        <>
          {what} refunded from {esims || 'the inventory'}
        </>
      )
    case 'refused':
      return (
        <>
          {what} {esims && <>for {esims}</>}
        </>
      )
    default:
      if (toInventory) return <>{what} into the inventory</>
      if (esims)
        return (
          <>
            {what} for {esims}
          </>
        )
      return (
        <>
          {what} {status === 'processing' ? 'to be assigned some time later' : 'for no eSIM'}
        </>
      )
  }
}

/** Characters of a customer reference in a sentence. */
const LONGEST_NAME = 40

/** A customer reference in a sentence: shortened, and in its own direction of writing. */
const Customer: FC<{ readonly name: string }> = ({ name }) => {
  const shown = shortText(name, LONGEST_NAME)
  return <bdi title={shown === name ? undefined : name}>{shown}</bdi>
}

/** Names the eSIMs of an item with their customers: the first, or all of two or three. */
const Esims: FC<{ readonly item: Item }> = ({ item: { esims, esimCount } }) => {
  const more = esimCount - esims.length
  return (
    <>
      {esims.map(({ iccid, customerRef }, index) => (
        <>
          {index > 0 && (more === 0 && index === esims.length - 1 ? ' and ' : '; ')}
          {customerRef !== '' && (
            <>
              <Customer name={customerRef} />,{' '}
            </>
          )}
          <EsimLink iccid={iccid} />
        </>
      ))}
      {more > 0 && ` and ${formatCount(more)} more`}
    </>
  )
}

/** Why an entry was refused or failed, or what its client got instead, with the fault and the call behind it. */
export const Problem: FC<{ readonly entry: Pick<Entry, 'problem' | 'request'> }> = ({
  entry: { problem, request },
}) => (
  <>
    {problem}
    {request?.reason && (
      <>
        {' · '}
        <Explanation reason={request.reason} text={describeCause(request) ?? ''} />
      </>
    )}
    {request && (
      <>
        {' · '}
        <a href={requestPath(request.id)}>call {request.id}</a>
      </>
    )}
  </>
)

/** The order that a callback's body refers to (V3), among the facts of the callback. */
export const OrderOfCallback: FC<{ readonly body: string }> = ({ body }) => {
  const { bundle } = JSON.parse(body) as { bundle?: { reference?: string } }
  if (bundle?.reference === undefined) return null
  return (
    <>
      <dt>Order</dt>
      <dd>
        <OrderLink reference={orderOfUnit(bundle.reference)} whole />
      </dd>
    </>
  )
}
