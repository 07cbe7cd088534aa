import type * as z from 'zod'
import type { OrganisationHandle } from '../client/handle.ts'
import type { ACTION_NAMES, Step } from '../contract/scenario/steps.ts'
import { BASE_VERSION, unknownPrefix, versionOf } from '../domain/api-version.ts'
import { parseDataAmount } from '../domain/data-amount.ts'
import { parseDuration } from '../domain/duration.ts'
import type { Answered } from './expectations.ts'

export type StoryStep = z.infer<typeof Step>
export type Action = (typeof ACTION_NAMES)[number]

/** Carries a request to the vendor API of the emulator. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

const GIVE_UP_AFTER_MS = 30_000

/** Names a step after what it does, where it has no name of its own. */
export function nameOf(step: StoryStep): string {
  if (step.name !== undefined) return step.name
  const { call, install, uninstall, attach, use, plan, msisdn, advance, settings, catalogue, fault } = step
  if (call) return `${methodOf(call)} ${call.path}`
  if (install !== undefined) return `install ${install}`
  if (uninstall !== undefined) return `uninstall ${uninstall}`
  if (attach) return `attach ${attach.iccid} in ${attach.country}`
  if (use) return `use ${use.amount} on ${use.iccid}`
  if (plan)
    return plan.megabytesPerDay === 0 ? `stop using data on ${plan.iccid}` : `use data every day on ${plan.iccid}`
  if (msisdn) {
    return msisdn.number === null ? `take the number of ${msisdn.iccid} away` : `give ${msisdn.iccid} a number`
  }
  if (advance !== undefined) return `advance ${typeof advance === 'object' ? JSON.stringify(advance) : advance}`
  if (settings) return `set ${Object.keys(settings).join(', ')}`
  if (catalogue)
    return `${catalogue.withdrawn ? 'withdraw' : 'change'} ${catalogue.bundle}${catalogue.at === undefined ? '' : ` at ${catalogue.at}`}`
  if (fault) return `from now on: ${JSON.stringify(fault.fault)}`
  return 'expect'
}

type CallGiven = NonNullable<StoryStep['call']>

const methodOf = ({ method, body }: CallGiven): string => method ?? (body === undefined ? 'GET' : 'POST')

/** Calls the vendor API; undefined when no answer came. */
export async function callVendor(send: Send, apiKey: string, call: CallGiven): Promise<Answered | undefined> {
  const { path, body, headers, giveUpAfter } = call
  const signal = AbortSignal.timeout(
    (giveUpAfter === undefined ? undefined : parseDuration(giveUpAfter)) ?? GIVE_UP_AFTER_MS,
  )
  const gaveUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  gaveUp.catch(() => undefined)
  try {
    const request = send(versionOf(path) || unknownPrefix(path) ? path : `/v${BASE_VERSION}${path}`, {
      method: methodOf(call),
      headers: {
        'X-API-Key': apiKey,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    })
    const answered = request.then(async (response) => ({ status: response.status, body: parse(await response.text()) }))
    return await Promise.race([answered, gaveUp])
  } catch {
    return undefined
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Carries out a step that is no vendor call, and returns the answer. */
export async function act(handle: OrganisationHandle, step: StoryStep): Promise<unknown> {
  const { install, uninstall, attach, use, plan, msisdn, advance, settings, catalogue, fault } = step
  if (install !== undefined) return handle.esims.install(install)
  if (uninstall !== undefined) return handle.esims.uninstall(uninstall)
  if (attach) {
    const { iccid, ...to } = attach
    return handle.esims.attach(iccid, to)
  }
  if (use) {
    const { iccid, amount, ...where } = use
    return handle.esims.use(iccid, { bytes: parseDataAmount(amount) ?? 0, ...where })
  }
  if (plan) {
    const { iccid, ...rest } = plan
    return rest.megabytesPerDay === 0 ? handle.esims.stopUsagePlan(iccid) : handle.esims.setUsagePlan(iccid, rest)
  }
  if (msisdn) {
    const { iccid, number } = msisdn
    return number === null ? handle.esims.removeMsisdn(iccid) : handle.esims.giveMsisdn(iccid, number)
  }
  if (advance !== undefined)
    return handle.clock.advance(advance as Parameters<OrganisationHandle['clock']['advance']>[0])
  if (settings) return handle.settings.change(settings)
  if (catalogue) {
    const { bundle, withdrawn, at, ...fields } = catalogue
    const time = at === undefined ? {} : { at }
    return withdrawn ? handle.catalogue.withdraw(bundle, time) : handle.catalogue.change(bundle, { ...fields, ...time })
  }
  if (fault) return handle.faults.add(fault)
  return undefined
}
