import type * as z from 'zod'
import { AccountEsim, AccountOrder, AccountProfile, StockedBundle } from '../contract/scenario/account.ts'
import type { Replacer } from '../domain/replacer.ts'

type Json = Readonly<Record<string, unknown>>

/** A record as the scenario has it, and what had to be left out of it. */
export interface Fitted<T> {
  readonly record: T | undefined
  readonly problems: readonly string[]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const listOf = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((each): each is Json => typeof each === 'object' && each !== null) : []

/** The elements of an answer that is a list, or an object with a list of that name. */
export const elementsOf = (answer: unknown, key: string): Json[] =>
  listOf(Array.isArray(answer) ? answer : (answer as Json | null)?.[key])

/** Fits a record to its schema: a field that is not of its form is left out where it may be, else the whole record is. */
function conform<T>(schema: z.ZodType<T>, name: string, given: Json): Fitted<T> {
  const problems: string[] = []
  let record = given
  for (;;) {
    const result = schema.safeParse(record)
    if (result.success) return { record: result.data, problems }
    const [issue] = result.error.issues
    const [field] = issue?.path ?? []
    problems.push(`${name}: ${issue?.path.join('.')} is not as expected (${issue?.message})`)
    if (field === undefined || record[String(field)] === undefined) return { record: undefined, problems }
    const { [String(field)]: _, ...rest } = record
    record = rest
  }
}

/** An organisation without its key, its callback URL and its money, which are elsewhere; people and places are replaced. */
export function organisationOf(given: Json, replace: Replacer): Fitted<z.infer<typeof AccountProfile>> {
  const { apiKey: _key, callbackUrl: _url, balance: _balance, currency: _currency, ...rest } = given
  const place = (field: string) => replace.address(textOf(given[field]))
  return conform(AccountProfile, 'organisation', {
    ...rest,
    name: replace.company(textOf(given.name)),
    addr1: place('addr1'),
    addr2: place('addr2'),
    city: place('city'),
    postcode: place('postcode'),
    notes: place('notes'),
    website: textOf(given.website) === '' ? '' : 'https://example.com',
    productDescription: place('productDescription'),
    users: listOf(given.users).map((user) => ({
      ...user,
      firstName: replace.firstName(textOf(user.firstName)),
      lastName: replace.lastName(textOf(user.lastName)),
      emailAddress: replace.email(textOf(user.emailAddress)),
      phoneNumber: replace.phone(textOf(user.phoneNumber)),
    })),
  })
}

/** A group; the link to its price list may open it to anyone, so what follows `?` is left out. */
export const groupOf = (given: Json) => ({
  name: textOf(given.name),
  priceListUrl: textOf(given.priceListUrl).replace(/\?.*$/, ''),
  desc: textOf(given.desc),
  icon: textOf(given.icon).replace(/\?.*$/, ''),
})

export const stockOf = (given: Json): Fitted<z.infer<typeof StockedBundle>> =>
  conform(StockedBundle, `inventory ${textOf(given.name)}`, given)

/** The documented states of an order; another is taken for the nearest. */
const statusOf = (status: string): string =>
  /fail|error/i.test(status) ? 'failed' : /process|pend/i.test(status) ? 'processing' : 'completed'

export function orderOf(given: Json, replace: Replacer): Fitted<z.infer<typeof AccountOrder>> {
  const reference = textOf(given.orderReference).toLowerCase()
  return conform(AccountOrder, `order ${reference}`, {
    ...given,
    orderReference: reference,
    status: statusOf(textOf(given.status)),
    statusMessage: replace.text(textOf(given.statusMessage)),
    currency: textOf(given.currency) || 'USD',
    createdDate: given.createdDate ?? given.createDate,
    sourceIP: replace.ip(textOf(given.sourceIP)),
    order: listOf(given.order).map((line) => ({
      ...line,
      item: replace.text(textOf(line.item)),
      subTotal: line.subTotal ?? 0,
      pricePerUnit: line.pricePerUnit ?? 0,
      ...(line.esims === undefined
        ? {}
        : {
            esims: listOf(line.esims).map((esim) => ({
              iccid: replace.iccid(textOf(esim.iccid)),
              matchingId: replace.matchingId(textOf(esim.matchingId)),
              smdpAddress: textOf(esim.smdpAddress),
            })),
          }),
    })),
  })
}

/** The answers of the calls on one eSIM; undefined where a call was refused. */
export interface EsimAnswers {
  readonly row: Json
  readonly details: Json
  readonly history: readonly Json[]
  readonly location: Json | undefined
  readonly bundles: readonly Json[]
}

export function esimOf({ row, details, history, location, bundles }: EsimAnswers, replace: Replacer) {
  const iccid = replace.iccid(textOf(row.iccid))
  return conform(AccountEsim, `eSIM ${iccid}`, {
    iccid,
    matchingId: replace.matchingId(textOf(details.matchingId)),
    smdpAddress: textOf(details.smdpAddress).replace(/^https?:\/\//, ''),
    pin: replace.digits(textOf(details.pin) || '0000'),
    puk: replace.digits(textOf(details.puk) || iccid, 8),
    profileStatus: textOf(details.profileStatus) || 'Released',
    firstInstalledDateTime: millisecondsOf(details.firstInstalledDateTime),
    customerRef: replace.customerRef(textOf(details.customerRef ?? row.customerRef)),
    lastAction: textOf(row.lastAction),
    actionDate: row.actionDate || row.assignedDate,
    assignedDate: row.assignedDate || row.actionDate,
    physical: row.physical === true,
    ...withText('state', details.state ?? row.state),
    ...(textOf(details.msisdn) === '' ? {} : { msisdn: replace.phone(textOf(details.msisdn)).replace(/^\+/, '') }),
    ...(textOf(location?.lastSeen) === '' ? {} : { location }),
    bundles: bundles.map(({ name, assignments }) => ({
      name,
      assignments: listOf(assignments).map((assignment) => ({
        ...assignment,
        id: String(assignment.id),
        bundleState: textOf(assignment.bundleState).toLowerCase(),
        assignmentReference: textOf(assignment.assignmentReference).toLowerCase(),
      })),
    })),
    history: history.map((entry) => ({
      ...entry,
      name: replace.text(textOf(entry.name)),
      bundleName: textOf(entry.bundleName ?? entry.bundle),
    })),
  })
}

const withText = (name: string, value: unknown) => (typeof value === 'string' && value !== '' ? { [name]: value } : {})

/** A moment as milliseconds, as digits, or as RFC 3339. */
function millisecondsOf(value: unknown): number | null {
  const milliseconds = typeof value === 'string' && !/^\d+$/.test(value) ? Date.parse(value) : Number(value)
  return Number.isSafeInteger(milliseconds) && milliseconds > 0 ? milliseconds : null
}
