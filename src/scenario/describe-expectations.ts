import type { Expected } from './expectations.ts'

/** Puts what a step expects in words, one text for each: `status 200`, `bundle ${esim.vera} is active`. */
export function describeExpectations(expected: Expected = {}): string[] {
  const { status, body, noAnswer, balance, inventory = {}, orders, bundle, esim, callbacks } = expected
  return [
    ...(noAnswer === undefined ? [] : [noAnswer ? 'no answer' : 'an answer']),
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(body === undefined ? [] : [`body with ${short(body)}`]),
    ...(balance === undefined ? [] : [`balance ${balance}`]),
    ...Object.entries(inventory).map(([name, units]) => `${units} of ${name} in the inventory`),
    ...(orders === undefined ? [] : [`${counted(orders, 'order')} since the first step`]),
    ...listOf(bundle).map(
      ({ iccid, ...fields }) => `bundle ${fields.bundle ?? ''} of ${iccid}: ${facts({ ...fields, bundle: undefined })}`,
    ),
    ...listOf(esim).map(({ iccid, ...fields }) => `eSIM ${iccid}: ${facts(fields)}`),
    ...listOf(callbacks).map(({ count, alertType, iccid, status: state }) =>
      [
        count === undefined ? 'a callback' : counted(count, 'callback'),
        ...(alertType ? [alertType] : []),
        ...(iccid ? [`of ${iccid}`] : []),
        ...(state ? [`that is ${state}`] : []),
      ].join(' '),
    ),
  ].map((text) => text.replace(/ {2,}/g, ' '))
}

const LONGEST = 200

function short(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function facts(fields: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined)
  return known.length === 0 ? 'is there' : known.map(([name, value]) => `${name} ${value}`).join(', ')
}

const listOf = <T>(given: T | readonly T[] | undefined): readonly T[] =>
  given === undefined ? [] : Array.isArray(given) ? given : [given as T]
