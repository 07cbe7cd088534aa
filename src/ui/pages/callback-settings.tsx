import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Callback } from '../../contract/control/callbacks.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { ActionForm, Submit } from '../action-form.tsx'
import { EmptyState, StateBadge, StatusBadge, Timestamp } from '../components.tsx'
import { Choice, NumberField } from '../form-fields.tsx'
import { callbackPath } from '../links.ts'
import { type Settings, SettingsForm, SettingsGroup, Text } from './settings-groups.tsx'

type Sent = z.infer<typeof Callback>

interface CallbacksGroupProps {
  readonly settings: Settings
  /** The newest callback: after a test, the one that was sent. */
  readonly newest: Sent | undefined
}

/** Shows the address and form of callbacks, and a test that shows what came of it. */
export const CallbacksGroup: FC<CallbacksGroupProps> = ({ settings, newest }) => (
  <SettingsGroup title="Callbacks" about="Where the service tells of usage and money, and how it signs what it sends.">
    <SettingsForm label="Callbacks">
      <label class="line">
        Callback URL
        <input
          name="callbackUrl"
          type="url"
          value={settings.callbackUrl}
          placeholder="http://127.0.0.1:3000/esim"
          data-empty
        />
      </label>
      <Choice label="Version" name="callbackVersion" values={['V2', 'V3']} chosen={settings.callbackVersion} />
      <Choice label="Signature" name="callbackEncoding" values={['base64', 'hex']} chosen={settings.callbackEncoding} />
      <NumberField label="Retries" name="callbackRetries" value={settings.callbackRetries} max={20} required />
      <Text
        label="Usage thresholds, %"
        name="usageThresholds"
        value={settings.usageThresholds.join(', ')}
        type="list"
      />
    </SettingsForm>
    <div class="acts" data-live="test-callback">
      <ActionForm call="POST /_emulator/callbacks/test" done="Test sent: {status}." label="Send a test callback">
        <Choice label="Kind" name="alertType" values={ALERT_TYPES} chosen="Utilisation" />
        <Submit unavailable={settings.callbackUrl === '' ? 'Save a callback URL first.' : undefined}>
          Send a test
        </Submit>
      </ActionForm>
      <Result sent={newest} />
    </div>
  </SettingsGroup>
)

const Result: FC<{ readonly sent: Sent | undefined }> = ({ sent }) => {
  if (!sent) return <EmptyState>No callback was sent yet.</EmptyState>
  const { id, alertType, status, attempts, headers } = sent
  const last = attempts.at(-1)
  const signature = headers['X-Signature-SHA256']
  return (
    <dl class="facts small" aria-label="The newest callback">
      <dt>Newest callback</dt>
      <dd>
        <a href={callbackPath(id)}>{alertType}</a> <StateBadge state={status} />
      </dd>
      <dt>Answer</dt>
      <dd>
        {last ? (
          <>
            <StatusBadge status={last.status} /> in {last.durationMs} ms at <Timestamp at={last.at} />
            {last.error && <span class="block">{last.error}</span>}
          </>
        ) : (
          'not tried yet'
        )}
      </dd>
      <dt>Signature</dt>
      <dd>{signature ? <code>{signature}</code> : 'none: V2 callbacks are not signed'}</dd>
    </dl>
  )
}
