import type { FC, PropsWithChildren } from 'hono/jsx'
import type * as z from 'zod'
import type { getSettings } from '../../contract/control/organisation.ts'
import { DIALECTS } from '../../domain/dialect.ts'
import { formatShortDuration, parseDuration } from '../../domain/duration.ts'
import { DAY } from '../../domain/instant.ts'
import { MSISDN_SETTINGS } from '../../domain/msisdn.ts'
import { ActionForm } from '../action-form.tsx'
import { CopyableText } from '../components.tsx'
import { Choice, NumberField } from '../form-fields.tsx'

export type Settings = z.infer<typeof getSettings.answer>

interface GroupProps {
  readonly title: string
  /** The purpose of the group's settings, in a sentence. */
  readonly about: string
}

/** Settings that belong together. Each group is saved by itself. */
export const SettingsGroup: FC<PropsWithChildren<GroupProps>> = ({ title, about, children }) => (
  <section class="sheet">
    <h2>{title}</h2>
    <div class="acts">
      <p class="soft">{about}</p>
      {children}
    </div>
  </section>
)

/** The form of a group: fields of the organisation's settings, and a button that saves them. */
export const SettingsForm: FC<PropsWithChildren<{ readonly label: string }>> = ({ label, children }) => (
  <ActionForm call="PATCH /_emulator/organisation" done={`${label} saved.`} label={label} sendsChanges>
    {children}
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
  readonly placeholder?: string
  readonly wide?: boolean
}

export const Text: FC<TextProps> = ({ label, type, empty, wide = false, ...field }) => (
  <label class={wide ? 'wide' : undefined}>
    {label}
    <input class={wide ? undefined : 'short'} {...field} data-type={type} data-empty={empty} />
  </label>
)

interface DurationProps {
  readonly label: string
  readonly name: string
  /** ISO 8601, as the API has it. */
  readonly value: string | number | null
  readonly empty?: 'null'
}

/** A duration of days, as a number of them. */
const Days: FC<DurationProps> = ({ label, name, value }) => (
  <label>
    {label}, days
    <input
      class="short"
      name={name}
      type="number"
      min={0}
      step="any"
      value={(parseDuration(value ?? '') ?? 0) / DAY}
      required
      data-type="days"
    />
  </label>
)

/** A short duration: `10m`. */
export const Span: FC<DurationProps> = ({ value, ...field }) => (
  <Text {...field} value={value === null ? '' : formatShortDuration(parseDuration(value) ?? 0)} placeholder="10m" />
)

export const AccountGroup: FC<{ readonly settings: Settings }> = ({ settings }) => (
  <SettingsGroup title="Account" about="The name and the money that GET /organisation tells.">
    <SettingsForm label="Account">
      <Text label="Name" name="name" value={settings.name} wide />
      <NumberField
        label={`Balance, ${settings.currency}`}
        name="balance"
        value={settings.balance}
        step="any"
        required
      />
      <Text label="Currency" name="currency" value={settings.currency} />
      <NumberField
        label="Low-balance threshold"
        name="lowBalanceThreshold"
        value={settings.lowBalanceThreshold}
        step="any"
        required
      />
    </SettingsForm>
  </SettingsGroup>
)

export const ApiGroup: FC<{ readonly settings: Settings }> = ({ settings }) => (
  <SettingsGroup
    title="API"
    about="How clients are answered. The key goes into the header X-API-Key, and signs callbacks."
  >
    <p>
      API key <CopyableText text={settings.apiKey} what="API key" />
    </p>
    <SettingsForm label="API">
      <Choice
        label="Answers"
        name="dialect"
        values={DIALECTS.map((dialect) => [dialect, dialect === 'observed' ? 'as observed' : 'as documented'] as const)}
        chosen={settings.dialect}
      />
      <Text
        label="Calls a second"
        name="rateLimit"
        value={String(settings.rateLimit ?? '')}
        type="number"
        empty="null"
        placeholder="no limit"
      />
    </SettingsForm>
  </SettingsGroup>
)

export const TimesGroup: FC<{ readonly settings: Settings }> = ({ settings }) => (
  <SettingsGroup title="Times" about="How long the service takes, on the clock of the organisation.">
    <SettingsForm label="Times">
      <Days label="Refund window" name="refundWindow" value={settings.refundWindow} />
      <Days label="Returns process" name="returnsDelay" value={settings.returnsDelay} />
      <Span label="Processing delay" name="processingDelay" value={settings.processingDelay} />
    </SettingsForm>
  </SettingsGroup>
)

export const EsimsGroup: FC<{ readonly settings: Settings }> = ({ settings }) => (
  <SettingsGroup title="eSIMs" about="What new eSIMs have and do without anybody asking for it.">
    <SettingsForm label="eSIMs">
      <Choice label="eSIMs with a number" name="msisdns" values={MSISDN_SETTINGS} chosen={settings.msisdns} />
      <Span label="Installs by itself after" name="autoInstallAfter" value={settings.autoInstallAfter} empty="null" />
    </SettingsForm>
  </SettingsGroup>
)
