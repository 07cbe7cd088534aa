import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { AUTOMATIC_SNAPSHOT, type listSnapshots } from '../../contract/control/state.ts'
import { ActionForm } from '../action-form.tsx'
import { EmptyState, Timestamp } from '../components.tsx'

type Snapshot = z.infer<typeof listSnapshots.answer>['snapshots'][number]

/** Takes snapshots of the organisation, and goes back to one. */
export const Snapshots: FC<{ readonly snapshots: readonly Snapshot[] }> = ({ snapshots }) => (
  <div class="acts">
    <p class="soft">The whole state of the organisation, with its clock and random sequence.</p>
    <ActionForm call="POST /_emulator/snapshots" done="Snapshot {name} taken." label="Take a snapshot">
      <label class="wide">
        Name
        <input
          name="name"
          required
          pattern="(?!\.{1,2}$)[\w.\-]{1,100}"
          data-rule="Use 1 to 100 letters, digits, dots, dashes or underscores."
          data-exists="snapshots"
          placeholder="before-the-trip"
          data-once
        />
      </label>
      <button type="submit">Take a snapshot</button>
    </ActionForm>
    <ul class="feed" data-live="snapshots">
      {snapshots.length === 0 && (
        <li>
          <EmptyState>None yet.</EmptyState>
        </li>
      )}
      {snapshots.map((snapshot) => (
        <SnapshotItem {...snapshot} />
      ))}
    </ul>
  </div>
)

const SnapshotItem: FC<Snapshot> = ({ name, takenAt, automatic }) => {
  const path = `/_emulator/snapshots/${encodeURIComponent(name)}`
  return (
    <li data-item={name}>
      <span class="what">
        <b>{name}</b>
        {automatic && (
          <small> taken automatically, to undo the {name === AUTOMATIC_SNAPSHOT ? 'advance' : 'start'}</small>
        )}
      </span>
      <span class="row">
        <ActionForm
          call={`POST ${path}/restore`}
          done="Restored: now {now}."
          confirm={`Restore ${name}? Everything since then is lost.`}
        >
          <button type="submit" aria-label={`Restore ${name}`}>
            Restore
          </button>
        </ActionForm>
        <ActionForm call={`DELETE ${path}`} done="Removed." confirm={`Remove snapshot ${name}?`}>
          <button type="submit" aria-label={`Remove ${name}`}>
            Remove
          </button>
        </ActionForm>
      </span>
      <span class="when">
        <Timestamp at={takenAt} />
      </span>
    </li>
  )
}
