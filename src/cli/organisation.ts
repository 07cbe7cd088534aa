import type { Command } from 'commander'
import type { ConnectedEmulator } from '../client/connect.ts'
import { limit, truncationNote } from './esims.ts'
import { examples } from './help.ts'
import { apiKey, seed } from './options.ts'
import { type Report, remoteCommand, run } from './remote.ts'
import { findScenario } from './scenario-file.ts'

/** Commands about an organisation as a whole. */
export function addOrganisation(program: Command): void {
  program.addCommand(
    remoteCommand('status', 'Show the balance, the clock, the next event and the callback URL.')
      .addHelpText('after', examples('@ status', '@ status --json | jq .balance'))
      .action(run(getStatus)),
  )
  program.addCommand(
    remoteCommand('orders', 'List orders, refunds and top-ups, newest first.')
      .option('--limit <number>', 'the most orders to list (default: 100)', limit)
      .addHelpText('after', examples('@ orders --limit 10'))
      .action(
        run(async (emulator, flags: { limit?: number }) => {
          const orders = await emulator.orders.list({ limit: flags.limit })
          const lines = orders.map(({ createdDate, orderReference, order, total, currency, runningBalance }) =>
            [
              createdDate,
              orderReference,
              order.map(({ type, item, quantity }) => (item ? `${quantity} x ${item}` : type)).join(', '),
              `${total} ${currency}`,
              `balance ${runningBalance}`,
            ].join('  '),
          )
          return {
            json: orders,
            lines: [...(lines.length === 0 ? ['no orders'] : lines), ...truncationNote(lines.length, flags.limit)],
          }
        }),
      ),
  )
  program.addCommand(
    remoteCommand('rotate-key', 'Give the organisation another API key, and refuse the one that it had.')
      .option('--new-key <key>', 'the new key (default: one is made)', apiKey)
      .addHelpText('after', examples('@ rotate-key', '@ rotate-key --api-key key-of-a --new-key new-key-of-a'))
      .action(run(rotateKey)),
  )
  program.addCommand(
    remoteCommand('reset', 'Reset the organisation to the start of a scenario.')
      .option('--scenario <file|name>', 'start in this scenario instead')
      .option('--seed <number>', 'the seed of all ids and names', seed)
      .addHelpText('after', examples('@ reset --scenario busy-reseller --seed 7'))
      .action(
        run(async (emulator, { scenario, seed }: { scenario?: string; seed?: number }) => {
          const world = scenario === undefined ? {} : { scenario: (await findScenario(scenario)) ?? scenario }
          const reset = await emulator.reset({ ...world, ...(seed === undefined ? {} : { seed }) })
          return { json: reset, lines: [`reset to scenario ${reset.scenario}, clock ${reset.now}`] }
        }),
      ),
  )
}

async function rotateKey(emulator: ConnectedEmulator, { newKey }: { newKey?: string }): Promise<Report> {
  const apiKey = await emulator.settings.rotateKey(newKey)
  return { json: { apiKey }, lines: [`the API key is now ${apiKey}; the one before is refused`] }
}

async function getStatus(emulator: ConnectedEmulator): Promise<Report> {
  const [clock, { name, balance, currency, callbackUrl }] = await Promise.all([
    emulator.clock.get(),
    emulator.settings.get(),
  ])
  const { nextEvent: next } = clock
  return {
    json: { url: emulator.url, name, balance, currency, callbackUrl, clock },
    lines: [
      `${name}: ${balance} ${currency}`,
      `clock ${clock.now}, ${clock.mode}${clock.mode === 'auto' ? ` at rate ${clock.rate}` : ''}`,
      next ? `next ${next.kind}${next.iccid ? ` of ${next.iccid}` : ''} at ${next.at}` : 'nothing is due',
      callbackUrl === '' ? 'callbacks are not sent: no URL is set' : `callbacks go to ${callbackUrl}`,
    ],
  }
}
