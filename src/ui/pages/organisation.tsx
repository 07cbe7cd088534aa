import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { getSettings } from '../../contract/control/organisation.ts'
import { listOrganisations } from '../../contract/control/organisations.ts'
import { MSISDN_SETTINGS } from '../../domain/msisdn.ts'
import { Act } from '../act.tsx'
import { Choice, NumberField } from '../form-fields.tsx'
import { type Look, PER_PAGE, pageOf, type Shown } from '../look.ts'
import { Chip, Copied, Moment, Pager } from '../parts.tsx'
import { askServer, TokenForm } from '../token-form.tsx'
import { money } from '../words.ts'

type Settings = z.infer<typeof getSettings.answer>
type Listed = z.infer<typeof listOrganisations.answer>['organisations'][number]

/** How the organisation is set up, and the others of this server, for whoever may see them. */
export async function showOrganisation({ ask, frame, query }: Look): Promise<Shown> {
  const [settings, others] = await Promise.all([ask(getSettings), askServer(ask, listOrganisations)])
  const body = (
    <>
      <div class="top">
        <h1>{settings.name}</h1>
        <Copied text={frame.apiKey} what="API key" />
      </div>
      <div class="columns">
        <section class="sheet">
          <h2>Settings</h2>
          <SettingsForm settings={settings} />
        </section>
        <div>
          <section class="sheet">
            <h2>Look at another organisation</h2>
            <form class="act" method="post" action="/_emulator/ui/session">
              <label class="wide">
                API key; empty for the default one
                <input name="key" maxlength={128} autocomplete="off" autocapitalize="none" spellcheck={false} />
              </label>
              <button type="submit">Look</button>
            </form>
          </section>
          <section class="sheet" data-live="organisations">
            <h2>Organisations of this server</h2>
            {typeof others === 'string' ? (
              <TokenForm reason={others} />
            ) : (
              <Organisations listed={others.organisations} query={query} own={frame.apiKey} />
            )}
          </section>
        </div>
      </div>
    </>
  )
  return { title: 'Organisation', active: 'organisation', body }
}

interface OrganisationsProps {
  readonly listed: readonly Listed[]
  readonly query: URLSearchParams
  readonly own: string
}

const Organisations: FC<OrganisationsProps> = ({ listed, query, own }) => {
  const page = pageOf(query)
  return (
    <div class="acts">
      <ul class="feed">
        {listed.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(({ apiKey, name, balance, currency, esims, now }) => (
          <li data-item={`o${apiKey}`}>
            <span class="what">
              <b>{name}</b> <code>{apiKey}</code>
            </span>
            {apiKey === own ? (
              <Chip tone="good">this one</Chip>
            ) : (
              <form method="post" action="/_emulator/ui/session">
                <input type="hidden" name="key" value={apiKey} />
                <button type="submit" aria-label={`Look at ${name}`}>
                  Look
                </button>
              </form>
            )}
            <span class="when">
              {money(balance)} {currency} · {esims} eSIMs · <Moment at={now} />
            </span>
          </li>
        ))}
      </ul>
      <Pager query={query} page={page} rows={listed.length} nouns={['organisation', 'organisations']} />
      <Act call="POST /_emulator/organisations" done="Opened {name}." server label="Open an organisation">
        <label class="wide">
          Key of a new one
          <input name="apiKey" required maxlength={128} data-once />
        </label>
        <button type="submit">Open</button>
      </Act>
    </div>
  )
}

const SettingsForm: FC<{ readonly settings: Settings }> = ({ settings }) => (
  <Act call="PATCH /_emulator/organisation" done="Settings saved." label="Settings" class="acts">
    <label>
      Address that callbacks go to
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
        label="Told when low at"
        name="lowBalanceThreshold"
        value={settings.lowBalanceThreshold}
        step="any"
        required
      />
    </div>
    <div class="row">
      <Text label="Thresholds, %" name="usageThresholds" value={settings.usageThresholds.join(', ')} type="list" />
      <Text label="Processing delay" name="processingDelay" value={settings.processingDelay} />
      <Choice label="eSIMs with a number" name="msisdns" values={MSISDN_SETTINGS} chosen={settings.msisdns} />
      <Text label="Installed after" name="autoInstallAfter" value={settings.autoInstallAfter ?? ''} empty="null" />
    </div>
    <div class="row">
      <Text label="Refund window" name="refundWindow" value={settings.refundWindow} />
      <Text label="Returns take" name="returnsDelay" value={settings.returnsDelay} />
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
  </Act>
)

interface TextProps {
  readonly label: string
  readonly name: string
  readonly value: string | number
  readonly type?: 'list' | 'number'
  /** What an empty field is sent as; by default it is left out. */
  readonly empty?: 'null'
}

const Text: FC<TextProps> = ({ label, name, value, type, empty }) => (
  <label>
    {label}
    <input class="short" name={name} value={value} data-type={type} data-empty={empty} />
  </label>
)
