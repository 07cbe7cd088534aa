import { ALL_OPERATIONS } from '../src/contract/operations.ts'
import { openTestEmulator } from '../test/support/emulator.ts'
import { callExample, createWorld, exampleOf, NOBODY, type World } from '../test/support/example-calls.ts'
import { readDocument } from '../test/support/laws/described-calls.ts'
import { findLeaks, NAMES_NOTHING_OF_THE_OTHER } from '../test/support/laws/foreign-ids.ts'
import { buy, observe } from '../test/support/trade.ts'
import type { Attempt, Round } from './round.ts'

const DIALECTS = ['observed', 'documented'] as const
const PREFIXES = ['/v2.1', '/v2.2', '/v2.3', '/v2.4', '/v2.5'] as const

/** Two organisations; one calls every path of both APIs with what the other has, in any order. */
export const foreign: Round = {
  name: 'foreign',
  law: 'no answer tells what another organisation has, or that it has it; nothing of it changes',
  triesPerMinute: 4,
  run: attack,
}

async function attack(attempt: Attempt): Promise<string[]> {
  const { emulator, api: first, close } = await openTestEmulator({ seed: attempt.draw(1_000_000) })
  try {
    const world = await createWorld(first)
    const second = first.as('another-key')
    await buy(second, { quantity: 2 })
    const dialect = attempt.pick(DIALECTS)
    await emulator.organisation('another-key').settings.change({ dialect })
    const before = JSON.stringify(await observe(first))
    const errors: string[] = []
    for (const { operationId } of shuffle(ALL_OPERATIONS, attempt.draw)) {
      attempt.count('vendor calls')
      const prefix = attempt.draw(2) === 0 ? {} : { prefix: attempt.pick(PREFIXES) }
      const call = (ids: World) => callExample(second.speaking(dialect), operationId, ids, prefix)
      const answer = await call(world)
      errors.push(...findLeaks(answer, world).map((leak) => `${operationId} ${leak}`))
      if (NAMES_NOTHING_OF_THE_OTHER.has(operationId)) continue
      const nobodys = await call(NOBODY)
      if (answer.status !== nobodys.status || answer.text !== nobodys.text) {
        const { method, path } = exampleOf(operationId, world)
        errors.push(`${method} ${path} answers ${answer.status} ${answer.text}, with ids of nobody ${nobodys.text}`)
      }
    }
    errors.push(...(await attackControl(attempt, emulator.fetch, world)))
    if (JSON.stringify(await observe(first)) !== before) errors.push('the other organisation has changed')
    return errors
  } finally {
    await close()
  }
}

/** Every call of the control API that has an ICCID in its path or query, with the other's. */
async function attackControl(
  { count }: Attempt,
  fetch: (request: Request) => Promise<Response>,
  world: World,
): Promise<string[]> {
  const errors: string[] = []
  for (const { method, path, described } of await readDocument(fetch, '/_emulator/openapi.json')) {
    if (described.operationId === 'reset' || path.includes('/organisations')) continue
    count('control calls')
    const names = described.parameters.map(({ name }) => name)
    const target = path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'iccid' ? world.iccid : '1'))
    const query = names.includes('iccid') && !path.includes('{iccid}') ? `?iccid=${world.iccid}` : ''
    const response = await fetch(
      new Request(`http://emulator${target}${query}`, {
        method,
        headers: { 'X-API-Key': 'another-key', 'Content-Type': 'application/json' },
        ...(method === 'GET' || method === 'DELETE' ? {} : { body: JSON.stringify(bodyFor(described.operationId)) }),
      }),
    )
    const text = await response.text()
    // The path itself, as an error repeats it, is known to the caller.
    const told = text.replaceAll(world.iccid, '')
    errors.push(...findLeaks({ text: told }, world).map((leak) => `${method} ${path} ${leak}`))
    if (path.includes('{iccid}') && response.status < 400) errors.push(`${method} ${path} answers ${response.status}`)
  }
  return errors
}

const BODIES: Readonly<Record<string, unknown>> = {
  attachEsim: { country: 'GB' },
  useData: { bytes: 1 },
  setUsagePlan: { megabytesPerDay: 10 },
}
const bodyFor = (operationId: string): unknown => BODIES[operationId] ?? {}

function shuffle<Item>(items: readonly Item[], draw: (bound: number) => number): Item[] {
  const shuffled = [...items]
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = draw(at + 1)
    ;[shuffled[at], shuffled[other]] = [shuffled[other] as Item, shuffled[at] as Item]
  }
  return shuffled
}
