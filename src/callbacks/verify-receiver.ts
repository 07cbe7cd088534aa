import type { CallbackAlert, CallbackVersion } from '../domain/callback.ts'
import { DAY, type Instant } from '../domain/instant.ts'
import { explainNetworkError } from '../domain/network-error.ts'
import { EXAMPLE_ICCID, exampleAssignment } from './example.ts'
import { renderBody } from './render.ts'
import { SIGNATURE_HEADER, sign } from './sign.ts'

export interface ReceiverCheck {
  readonly url: string
  readonly apiKey: string
  readonly version: CallbackVersion
  /** The instant at which the bundles of the callbacks start. Another instant gives other bytes. */
  readonly start: Instant
  readonly fetch: typeof globalThis.fetch
  /** Milliseconds, to measure how long an answer takes. */
  readonly stopwatch: () => number
}

/** One call of the receiver: the callback, the answer, and whether a careful receiver answers so. */
export interface ReceiverFinding {
  readonly name: string
  readonly sent: string
  /** Null when there was no answer. */
  readonly status: number | null
  readonly durationMs: number
  readonly ok: boolean
  readonly verdict: string
  /** The error, such as ECONNREFUSED, when no connection could be made. */
  readonly unreachable?: string
}

interface Request {
  readonly body: string
  readonly signature: string | undefined
}

type Expectation = 'accepted' | 'refused' | 'survived'

interface Case {
  readonly name: string
  readonly sent: string
  readonly expected: Expectation
  readonly request: Request
}

/** How long an answer is waited for. A receiver that takes longer than `QUICK_MS` does its work before it answers. */
const TIMEOUT_MS = 10_000
const QUICK_MS = 2_000

const OVERSIZED_BYTES = 2 * 1_048_576

/** Calls a receiver with good and bad callbacks, one after the other, and judges each answer as it comes. */
export async function* callReceiver(check: ReceiverCheck): AsyncGenerator<ReceiverFinding> {
  for (const item of casesOf(check)) yield await judge(check, item)
}

/** Calls a receiver with every callback, and returns all findings. */
export async function verifyReceiver(check: ReceiverCheck): Promise<ReceiverFinding[]> {
  const findings: ReceiverFinding[] = []
  for await (const finding of callReceiver(check)) findings.push(finding)
  return findings
}

function casesOf({ apiKey, version, start }: ReceiverCheck): Case[] {
  const body = (notice: CallbackAlert) => renderBody(notice, version)
  const genuine = (text: string): Request => ({
    body: text,
    signature: version === 'V3' ? sign(text, apiKey) : undefined,
  })
  const use = (percent: number, at = start) => genuine(body(utilisation(percent, at)))
  const attached = genuine(body({ alertType: 'FirstAttachment', iccid: EXAMPLE_ICCID }))
  const unsigned = use(90)
  const cases: Case[] = [
    { name: 'good', sent: 'FirstAttachment', expected: 'accepted', request: attached },
    { name: 'good', sent: 'FirstUse', expected: 'accepted', request: genuine(body(firstUse(start))) },
    {
      name: 'good',
      sent: 'LowBalance, which names no eSIM',
      expected: 'accepted',
      request: genuine(body(LOW_BALANCE)),
    },
    { name: 'duplicated', sent: 'FirstAttachment again, the same bytes', expected: 'accepted', request: attached },
    { name: 'reordered', sent: 'Utilisation 80 %', expected: 'accepted', request: use(80) },
    { name: 'reordered', sent: 'Utilisation 50 %, after 80 %', expected: 'accepted', request: use(50) },
    {
      name: 'late',
      sent: 'Utilisation of a bundle that ended 30 days ago',
      expected: 'accepted',
      request: use(50, start - 37 * DAY),
    },
  ]
  // V2 has no signature, so a receiver cannot tell a forged callback.
  if (version === 'V3') {
    const { body: text, signature = '' } = unsigned
    const spaced = JSON.stringify(JSON.parse(text), null, 1)
    cases.push(
      {
        name: 'wrongly signed',
        sent: 'Utilisation, signed with another key',
        expected: 'refused',
        request: { body: text, signature: sign(text, 'not the key') },
      },
      {
        name: 'wrongly signed',
        sent: 'Utilisation, with the signature of another body',
        expected: 'refused',
        request: { body: text, signature: attached.signature },
      },
      {
        name: 'wrongly signed',
        sent: 'Utilisation, without a signature',
        expected: 'refused',
        request: { body: text, signature: undefined },
      },
      {
        name: 'wrongly signed',
        sent: 'Utilisation, with half a signature',
        expected: 'refused',
        request: { body: text, signature: signature.slice(0, 22) },
      },
      {
        name: 're-serialised',
        sent: 'the same JSON in other bytes, with the signature of the first',
        expected: 'refused',
        request: { body: spaced, signature },
      },
    )
  }
  const long = genuine(body(utilisation(70, start, 'x'.repeat(OVERSIZED_BYTES))))
  return [
    ...cases,
    {
      name: 'oversized',
      sent: `Utilisation of ${OVERSIZED_BYTES / 1_048_576} MB`,
      expected: 'survived',
      request: oversized(long),
    },
    { name: 'good', sent: 'Utilisation 100 %, after all this', expected: 'accepted', request: use(100) },
  ]

  /** Makes a body oversized by white space: V2 has no text that could be long. */
  function oversized(request: Request): Request {
    return request.body.length > OVERSIZED_BYTES ? request : genuine(`${request.body}${' '.repeat(OVERSIZED_BYTES)}`)
  }
}

async function judge({ url, fetch, stopwatch }: ReceiverCheck, item: Case): Promise<ReceiverFinding> {
  const { body, signature } = item.request
  const begun = stopwatch()
  let status: number | null = null
  let problem = ''
  let unreachable: string | undefined
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(signature === undefined ? {} : { [SIGNATURE_HEADER]: signature }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    status = response.status
    await response.arrayBuffer()
  } catch (error) {
    const failure = explainNetworkError(error)
    problem = (error as Error).name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS / 1000} s` : failure
    if (UNREACHABLE.test(failure)) unreachable = failure
  }
  const durationMs = Math.round(stopwatch() - begun)
  const wrong = status === null ? problem || 'no answer' : WRONG[item.expected](status, durationMs)
  return {
    name: item.name,
    sent: item.sent,
    status,
    durationMs,
    ok: wrong === undefined,
    verdict: wrong ?? 'as it should',
    ...(unreachable === undefined ? {} : { unreachable }),
  }
}

/** The errors of a connection that could not be made: there is no such port, host or route. */
const UNREACHABLE =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|bad port)$/

/** The verdict on an answer that is wrong; undefined for a right one. */
const WRONG: Readonly<Record<Expectation, (status: number, durationMs: number) => string | undefined>> = {
  accepted(status, durationMs) {
    if (status >= 300 && status < 400) return 'redirects are not followed: answer 200'
    if (status < 200 || status >= 300) return 'a genuine callback: answer 200, or it counts as lost'
    if (durationMs > QUICK_MS) return `slow: answer first, within ${QUICK_MS / 1000} s, and work afterwards`
    return undefined
  },
  refused(status) {
    if (status >= 200 && status < 300) return 'believed: anyone could send this; refuse it with 401'
    return [400, 401, 403].includes(status) ? undefined : 'refuse it with 401'
  },
  survived: (status) => (status < 500 ? undefined : 'it failed: refuse with 413 what is too long'),
}

const LOW_BALANCE: CallbackAlert = { alertType: 'LowBalance', balance: 95_000, threshold: 100_000 }

const firstUse = (at: Instant): CallbackAlert => ({
  alertType: 'FirstUse',
  iccid: EXAMPLE_ICCID,
  assignment: exampleAssignment(0, at),
  description: '',
})

const utilisation = (
  percent: number,
  at: Instant,
  description = 'eSIM, 1GB, 7 Days, United Kingdom, V2',
): CallbackAlert => ({
  alertType: 'Utilisation',
  iccid: EXAMPLE_ICCID,
  assignment: exampleAssignment(percent, at),
  description,
})
