import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { getSettings } from '../../contract/control/organisation.ts'
import { listOrganisations } from '../../contract/control/organisations.ts'
import { MSISDN_SETTINGS } from '../../domain/msisdn.ts'
import { ActionForm } from '../action-form.tsx'
import { Badge, CopyableText, Timestamp } from '../components.tsx'
import { Choice, NumberField } from '../form-fields.tsx'
import { formatMoney } from '../format.ts'
import { paginate } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'
import { KeyForm, SwitchButton } from '../session-form.tsx'
import { callServer, TokenForm } from '../token-form.tsx'
import { RealismForms } from './realism-forms.tsx'

type Settings = z.infer<typeof getSettings.answer>
type Listed = z.infer<typeof listOrganisations.answer>['organisations'][number]

/** Renders the settings of the organisation, and the list of all organisations for readers with the control token. */
export async function showOrganisation({ call, frame, query }: PageRequest): Promise<PageContent> {
  const [settings, others] = await Promise.all([call(getSettings), callServer(call, listOrganisations)])
  const body = (
    <>
      <div class="top">
        <h1>{settings.name}</h1>
        <CopyableText text={frame.apiKey} what="API key" />
      </div>
      <div class="columns">
        <section class="sheet">
          <h2>Settings</h2>
          <SettingsForm settings={settings} />
        </section>
        <div>
          <section class="sheet">
            <h2>Realism</h2>
            <RealismForms settings={settings} />
          </section>
          <section class="sheet">
            <h2>Switch organisation</h2>
            <KeyForm label="API key (empty: the default organisation)" submit="Switch" />
          </section>
          <section class="sheet" data-live="organisations">
            <h2>Organisations of this server</h2>
            {typeof others === 'string' ? (
              <TokenForm reason={others} />
            ) : (
              <Organisations {...others} query={query} own={frame.apiKey} />
            )}
          </section>
        </div>
      </div>
    </>
  )
  return { title: 'Organisation', active: 'organisation', body }
}

interface OrganisationsProps {
  readonly organisations: readonly Listed[]
  /** The number of all of them, of which the first are here. */
  readonly total: number
  readonly query: URLSearchParams
  readonly own: string
}

const Organisations: FC<OrganisationsProps> = ({ organisations, total, query, own }) => {
  const { shown, pager } = paginate(organisations, query, ['organisation', 'organisations'])
  return (
    <div class="acts">
      <ul class="feed">
        {shown.map(({ apiKey, name, balance, currency, esims, now }) => (
          <li data-item={`o${apiKey}`}>
            <span class="what">
              <b>{name}</b> <code>{apiKey}</code>
            </span>
            {apiKey === own ? <Badge tone="good">this one</Badge> : <SwitchButton apiKey={apiKey} name={name} />}
            <span class="when">
              {formatMoney(balance)} {currency} · {esims} eSIMs · <Timestamp at={now} />
            </span>
          </li>
        ))}
      </ul>
      {pager}
      {total > organisations.length && (
        <p>
          These are the {organisations.length} oldest of {total}.
        </p>
      )}
      <ActionForm call="POST /_emulator/organisations" done="Opened {name}." server label="Open an organisation">
        <label class="wide">
          New API key
          <input name="apiKey" required maxlength={128} data-once />
        </label>
        <button type="submit">Open</button>
      </ActionForm>
    </div>
  )
}

const SettingsForm: FC<{ readonly settings: Settings }> = ({ settings }) => (
  <ActionForm call="PATCH /_emulator/organisation" done="Settings saved." label="Settings" class="acts">
    <label>
      Callback URL
      <input
        name="callbackUrl"
        type="url"
        value={settings.callbackUrl}
        placeholder="http://127.0.0.1:3000/esim"
        data-empty
      />
    </label>
    <div class="row">
      <Choice label="Version" name="callbackVersion" values={['V2', 'V3']} chosen={settings.callbackVersion} />
      <Choice label="Signature" name="callbackEncoding" values={['base64', 'hex']} chosen={settings.callbackEncoding} />
      <NumberField label="Retries" name="callbackRetries" value={settings.callbackRetries} max={20} required />
    </div>
    <div class="row">
      <NumberField
        label={`Balance, ${settings.currency}`}
        name="balance"
        value={settings.balance}
        step="any"
        required
      />
      <NumberField
        label="Low-balance threshold"
        name="lowBalanceThreshold"
        value={settings.lowBalanceThreshold}
        step="any"
        required
      />
    </div>
    <div class="row">
      <Text
        label="Usage thresholds, %"
        name="usageThresholds"
        value={settings.usageThresholds.join(', ')}
        type="list"
      />
      <Text label="Processing delay" name="processingDelay" value={settings.processingDelay} />
      <Choice label="eSIMs with a number" name="msisdns" values={MSISDN_SETTINGS} chosen={settings.msisdns} />
      <Text
        label="Installs by itself after"
        name="autoInstallAfter"
        value={settings.autoInstallAfter ?? ''}
        empty="null"
      />
    </div>
    <div class="row">
      <Text label="Refund window" name="refundWindow" value={settings.refundWindow} />
      <Text label="Returns process" name="returnsDelay" value={settings.returnsDelay} />
      <Text
        label="Calls a second"
        name="rateLimit"
        value={String(settings.rateLimit ?? '')}
        type="number"
        empty="null"
      />
    </div>
    <button type="submit" class="main">
      Save
    </button>
  </ActionForm>
)

interface TextProps {
  readonly label: string
  readonly name: string
  readonly value: string | number
  readonly type?: 'list' | 'number'
  /** Value sent for an empty field; the default leaves the field out. */
  readonly empty?: 'null'
}

const Text: FC<TextProps> = ({ label, name, value, type, empty }) => (
  <label>
    {label}
    <input class="short" name={name} value={value} data-type={type} data-empty={empty} />
  </label>
)
