import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Clock } from '../contract/control/clock.ts'
import { DAY } from '../domain/instant.ts'
import { ActionForm, Submit } from './action-form.tsx'
import type { AdvanceReportProps } from './advance-report.tsx'
import { Timestamp } from './components.tsx'
import { Choice } from './form-fields.tsx'
import { describeEvent, formatMoment, shortIccid, timeUntil } from './format.ts'
import { esimPath } from './links.ts'

/** The organisation and its clock, shown on every page. */
export interface Frame {
  readonly name: string
  readonly apiKey: string
  readonly clock: z.infer<typeof Clock>
  /** The next event that people wait for. */
  readonly next: z.infer<typeof Clock>['nextEvent']
  /** Number of faults in force. */
  readonly faults: number
  /** The report of the last advance, until it is dismissed. */
  readonly report: AdvanceReportProps['report']
}

/** Kinds of events that "Next event" passes: nothing but another check follows most of them. */
export const UNINTERESTING = ['esim.idle']

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
export const TimeBar: FC<{ readonly frame: Frame }> = ({ frame: { clock, next } }) => {
  const runs = clock.mode === 'auto'
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
      <NextEvent clock={clock} next={next} />
      <button type="button" class="opener" popovertarget="time-more" aria-label="More of the clock">
        <span aria-hidden="true">•••</span>
      </button>
      {/* On a phone it opens by the three dots; elsewhere it is always in sight. */}
      <div id="time-more" popover="auto">
        <RunForm clock={clock} />
        <ActionForm call="POST /_emulator/clock/advance" done="Now {now}. Events: {eventCount}." class="go">
          <Undoable />
          <label>
            <span class="unseen">Date to go to, at midnight UTC</span>
            <input type="date" name="to" data-type="midnight" min={dayAfter(clock.now)} max="9999-12-31" required />
          </label>
          <button type="submit" aria-label="Go to date">
            Go
          </button>
        </ActionForm>
      </div>
      <ActionForm call="POST /_emulator/clock/advance" done="Now {now}. Events: {eventCount}." class="steps">
        <Undoable />
        {UNINTERESTING.map((kind, index) => (
          <input type="hidden" name={`skip.${index}`} value={kind} data-with="toNextEvent" />
        ))}
        {STEPS.map(({ by, label, title }) => (
          <button type="submit" name="by" value={by} title={title}>
            {label}
          </button>
        ))}
        <Submit
          class="main"
          name="toNextEvent"
          value="true"
          type="boolean"
          title={next ? `${describeEvent(next.kind)}, ${formatMoment(next.at)}` : ''}
          unavailable={next ? undefined : 'No event is due.'}
        >
          Next event
        </Submit>
      </ActionForm>
      <p class="note bad" role="alert" data-lost-note hidden>
        The emulator does not answer. This page shows the last state it sent, and goes on when it is back.
      </p>
    </section>
  )
}

/** Makes an advance keep the state before it. */
const Undoable: FC = () => <input type="hidden" name="undoable" value="true" data-type="boolean" />

const dayAfter = (now: string): string => new Date(Date.parse(now) + DAY).toISOString().slice(0, 10)

type ClockProps = Pick<Frame, 'clock'>

/** The kind of the next event, how far it is and when. */
const NextEvent: FC<ClockProps & Pick<Frame, 'next'>> = ({ clock, next }) => (
  <p class="next">
    {next ? (
      <>
        Next, in <b>{timeUntil(clock.now, next.at)}</b>: {describeEvent(next.kind)}
        {next.iccid && (
          <>
            {' '}
            <a class="nowrap" href={esimPath(next.iccid)}>
              {shortIccid(next.iccid)}
            </a>
          </>
        )}{' '}
        <small class="nowrap">
          <Timestamp at={next.at} />
        </small>
      </>
    ) : clock.nextEvent ? (
      <>
        No event is due, but for checks of idle eSIMs{' '}
        <small class="nowrap">
          <Timestamp at={clock.nextEvent.at} />
        </small>
      </>
    ) : (
      'No event is due.'
    )}
  </p>
)

/** A form that lets the clock run, sets its speed and pauses it. A running clock takes a speed when it is chosen. */
const RunForm: FC<ClockProps> = ({ clock: { mode, rate } }) => {
  const runs = mode === 'auto'
  const rates = RATES.map(({ rate: each, label }) => [String(each), label] as const)
  const known = RATES.some((each) => each.rate === rate)
  return (
    <ActionForm call="PUT /_emulator/clock" done="Speed set.">
      <Choice
        label="Speed"
        name="rate"
        type="number"
        values={known ? rates : [[String(rate), `×${rate}`], ...rates]}
        chosen={String(rate)}
        submits={runs}
        unseen
      />
      <Submit name="mode" value="auto" done="Clock running." unavailable={runs ? 'The clock runs.' : undefined}>
        Play
      </Submit>
      <Submit name="mode" value="manual" done="Clock paused." unavailable={runs ? undefined : 'The clock is paused.'}>
        Pause
      </Submit>
    </ActionForm>
  )
}
