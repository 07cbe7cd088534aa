import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Story } from '../../contract/control/story.ts'
import { ActionForm, Submit } from '../action-form.tsx'
import { Badge, EmptyState, Timestamp, type Tone } from '../components.tsx'

type Played = z.infer<typeof Story>
type Step = Played['steps'][number]

const TONES: Readonly<Record<Step['state'], Tone>> = {
  waiting: 'gone',
  next: 'wait',
  playing: 'wait',
  passed: 'good',
  failed: 'bad',
  broken: 'bad',
  'left out': 'gone',
}

/** Steps shown of a long story, before and after the next one. */
const SHOWN_AROUND = 25

/** The story that is played: its steps, what each expects and what came, and the buttons that go on. */
export const StoryPanel: FC<{ readonly story: Played }> = ({ story }) => {
  const { scenario, description, state, played, steps } = story
  const first = Math.max(0, played - SHOWN_AROUND)
  const shown = steps.slice(first, played + SHOWN_AROUND)
  return (
    <>
      <h2>Story: {scenario}</h2>
      {description && <p class="soft">{description}</p>}
      <p role="status">
        <Badge tone={state === 'met' ? 'good' : state === 'not met' ? 'bad' : 'wait'}>{state}</Badge>{' '}
        {progressOf(story)}
      </p>
      <div class="row">
        <PlayForm state={state} />
        <ActionForm call="DELETE /_emulator/story" done="Story stopped. The organisation stays as it is.">
          <button type="submit">Stop</button>
        </ActionForm>
        {story.undo && (
          <ActionForm
            call={`POST /_emulator/snapshots/${encodeURIComponent(story.undo)}/restore`}
            done="Undone. Now {now}."
            confirm="Bring back the organisation as it was before the story?"
          >
            <button type="submit">Undo the start</button>
          </ActionForm>
        )}
      </div>
      {first > 0 && <EmptyState>{first} steps before these.</EmptyState>}
      <ol class="story" start={first + 1}>
        {shown.map((step, index) => (
          <StepItem step={step} number={first + index + 1} />
        ))}
      </ol>
      {first + shown.length < steps.length && (
        <EmptyState>{steps.length - first - shown.length} more steps after these.</EmptyState>
      )}
    </>
  )
}

function progressOf({ played, failed, steps }: Played): string {
  const passed = played - failed
  const parts = [`${played} of ${steps.length} steps played`, `${passed} passed`]
  return [...parts, ...(failed > 0 ? [`${failed} failed`] : [])].join(', ')
}

const PlayForm: FC<Pick<Played, 'state'>> = ({ state }) => {
  const unavailable =
    state === 'ready' ? undefined : state === 'playing' ? 'Steps are being played.' : 'The story is at its end.'
  return (
    <ActionForm call="POST /_emulator/story/play" done="Step {played} played." label="Play the story">
      <Submit class="main" name="steps" value="1" type="number" unavailable={unavailable}>
        Next step
      </Submit>
      <Submit
        name="toEnd"
        value="true"
        type="boolean"
        done="Played: {played}. Failed: {failed}."
        unavailable={unavailable}
      >
        Run to end
      </Submit>
    </ActionForm>
  )
}

const StepItem: FC<{ readonly step: Step; readonly number: number }> = ({ step, number }) => {
  const { name, action, expects, state, at, checks = [], error } = step
  const missed = checks.filter(({ met }) => !met)
  return (
    <li data-item={`step${number}`} aria-current={state === 'next' ? 'step' : undefined}>
      <p>
        <Badge tone={TONES[state]}>{state}</Badge> <b>{name}</b>{' '}
        {action !== name && action !== 'expect' && <code>{action}</code>}{' '}
        {at && (
          <small class="soft">
            <Timestamp at={at} />
          </small>
        )}
      </p>
      {state !== 'passed' && expects.length > 0 && (
        <p class="soft">
          Expects{' '}
          {expects.map((text, index) => (
            <>
              {index > 0 && '; '}
              <span class="expected">{text}</span>
            </>
          ))}
        </p>
      )}
      {state === 'passed' && checks.length > 0 && (
        <p class="soft">As expected: {checks.map(({ what, actual }) => `${what} ${clip(actual)}`).join('; ')}</p>
      )}
      {error && <p class="note bad">{error}</p>}
      {missed.length > 0 && (
        <ul class="missed">
          {missed.map(({ what, expected, actual }) => (
            <li>
              {what}: expected <code>{clip(expected)}</code>, it is <code>{clip(actual)}</code>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** The longest value that is shown whole. */
const LONGEST = 300

const clip = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
