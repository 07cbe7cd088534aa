import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Clock } from '../contract/control/clock.ts'
import { ActionForm } from './action-form.tsx'
import { describeEvent, shortIccid, timeUntil } from './format.ts'

/** The organisation and its clock, shown on every page. */
export interface Frame {
  readonly name: string
  readonly apiKey: string
  readonly clock: z.infer<typeof Clock>
}

const STEPS = [
  { by: '1h', label: '+1 h', title: 'Advance by an hour' },
  { by: '1d', label: '+1 d', title: 'Advance by a day' },
  { by: '1w', label: '+1 w', title: 'Advance by a week' },
] as const

/** Emulated seconds per real second. */
const RATES = [
  { rate: 1, label: 'real time' },
  { rate: 60, label: '1 min a second' },
  { rate: 3_600, label: '1 hour a second' },
  { rate: 86_400, label: '1 day a second' },
] as const

/** The emulated time, the next event, and the buttons that move the clock. */
export const TimeBar: FC<{ readonly frame: Frame }> = ({ frame: { clock } }) => {
  const runs = clock.mode === 'auto'
  const known = RATES.some(({ rate }) => rate === clock.rate)
  return (
    <section class="time" aria-label="Time" data-live="time">
      <p class="now">
        <time datetime={clock.now} data-clock={runs ? clock.rate : '0'} data-now={clock.now}>
          {clock.now.slice(0, 10)} <b>{clock.now.slice(11, 19)}</b> UTC
        </time>
        <small class={runs ? 'runs' : 'stands'}>
          {runs ? (clock.rate === 1 ? 'running' : `running ×${clock.rate}`) : 'paused'}
        </small>
      </p>
      <p class="next">
        {clock.nextEvent ? (
          <>
            Next, in <b>{timeUntil(clock.now, clock.nextEvent.at)}</b>: {describeEvent(clock.nextEvent.kind)}
            {clock.nextEvent.iccid && (
              <>
                {' '}
                <a class="nowrap" href={`/_emulator/ui/esims/${clock.nextEvent.iccid}`}>
                  {shortIccid(clock.nextEvent.iccid)}
                </a>
              </>
            )}
          </>
        ) : (
          'No event is due.'
        )}
      </p>
      <div class="levers">
        {runs ? (
          <ActionForm call="PUT /_emulator/clock" done="Clock paused.">
            <button type="submit" name="mode" value="manual">
              Pause
            </button>
          </ActionForm>
        ) : (
          <ActionForm call="PUT /_emulator/clock" done="Clock running.">
            <label class="bare">
              <span class="unseen">Speed</span>
              <select name="rate" data-type="number">
                {!known && (
                  <option value={String(clock.rate)} selected>
                    ×{clock.rate}
                  </option>
                )}
                {RATES.map(({ rate, label }) => (
                  <option value={String(rate)} selected={rate === clock.rate}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
            <button type="submit" name="mode" value="auto">
              Play
            </button>
          </ActionForm>
        )}
        <ActionForm call="POST /_emulator/clock/advance" done="Now {now}. Events: {eventCount}." class="steps">
          {STEPS.map(({ by, label, title }) => (
            <button type="submit" name="by" value={by} title={title}>
              {label}
            </button>
          ))}
          <button
            type="submit"
            class="main"
            name="toNextEvent"
            value="true"
            data-type="boolean"
            disabled={!clock.nextEvent}
          >
            Next event
          </button>
        </ActionForm>
      </div>
    </section>
  )
}
