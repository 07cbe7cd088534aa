import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { listEvents } from '../contract/control/clock.ts'
import { EmptyState } from './components.tsx'
import { EsimLink } from './feeds.tsx'
import { describeDay, describeEvent, timeUntil } from './format.ts'

type DueEvent = z.infer<typeof listEvents.answer>['events'][number]

interface UpcomingProps {
  /** In order. */
  readonly events: readonly DueEvent[]
  readonly now: string
}

/** Lists the next events, grouped by day. */
export const Upcoming: FC<UpcomingProps> = ({ events, now }) => {
  if (events.length === 0) return <EmptyState>No event is due: moving the clock changes nothing.</EmptyState>
  const days = new Map<string, DueEvent[]>()
  for (const event of events) {
    const day = event.at.slice(0, 10)
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return (
    <>
      {[...days].map(([day, ofDay]) => (
        <section class="day">
          <h3>
            {describeDay(day)} <small>in {timeUntil(now, ofDay[0]?.at ?? now)}</small>
          </h3>
          <ul class="dense">
            {ofDay.map(({ at, kind, iccid }) => (
              <li>
                <time datetime={at}>{at.slice(11, 16)}</time>{' '}
                <span>
                  {describeEvent(kind)} {iccid && <EsimLink iccid={iccid} />}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
