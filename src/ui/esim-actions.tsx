import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Esim } from '../contract/control/controlled-esim.ts'
import { BYTES_PER_MEGABYTE } from '../domain/data-amount.ts'
import { SECOND } from '../domain/instant.ts'
import { DEFAULT_SENDER } from '../domain/message.ts'
import { ActionForm, Submit } from './action-form.tsx'
import { EditableFact } from './editable-fact.tsx'
import { Choice, NumberField } from './form-fields.tsx'

export interface EsimActionsProps {
  /** The emulated time. */
  readonly now: string
  readonly esim: z.infer<typeof Esim>
  /** Countries that its live bundles cover, and all others. */
  readonly covered: readonly { readonly iso: string; readonly name: string }[]
  readonly elsewhere: readonly { readonly iso: string; readonly name: string }[]
  /** Names of the bundles in the inventory. */
  readonly stock: readonly string[]
}

type NextAct = 'install' | 'attach' | 'use'

/** The act of the traveller that comes next, which is the main button: install, then attach, then use. */
const nextAct = ({ installed, location }: EsimActionsProps['esim']): NextAct =>
  installed ? (location === null ? 'attach' : 'use') : 'install'

/** Why nothing can be done with an eSIM any more. */
const whyOver = ({ deactivated, returned }: EsimActionsProps['esim']): string | undefined =>
  deactivated ? 'The eSIM is deleted.' : returned ? 'The eSIM was returned.' : undefined

/** Forms that act on an eSIM as its traveller, its network or its reseller. */
export const EsimActions: FC<EsimActionsProps> = ({ esim, now, covered, elsewhere, stock }) => {
  const lever = `/_emulator/esims/${esim.iccid}`
  const over = whyOver(esim)
  const next = over === undefined ? nextAct(esim) : undefined
  const main = (act: NextAct) => (act === next ? { class: 'main' } : {})
  return (
    <div class="acts" data-acts>
      <div class="row">
        <ActionForm call={`POST ${lever}/install`} done="Installed.">
          <Submit {...main('install')} unavailable={over ?? (esim.installed ? 'It is installed.' : undefined)}>
            Install
          </Submit>
        </ActionForm>
        <ActionForm
          call={`POST ${lever}/uninstall`}
          done="Uninstalled."
          undo={{ call: `POST ${lever}/install`, body: {} }}
          class="apart"
        >
          <Submit class="danger" unavailable={over ?? (esim.installed ? undefined : 'It is not installed.')}>
            Uninstall
          </Submit>
        </ActionForm>
      </div>
      <ActionForm call={`POST ${lever}/attach`} done="Attached to {location.brand} in {location.country}.">
        <label class="wide">
          Country
          <select name="country">
            {covered.length > 0 && (
              <optgroup label="Covered by its bundles">
                <Countries countries={covered} chosen={esim.location?.country} />
              </optgroup>
            )}
            <optgroup label="Elsewhere">
              <Countries countries={elsewhere} chosen={esim.location?.country} />
            </optgroup>
          </select>
        </label>
        <Submit {...main('attach')} unavailable={over}>
          Attach
        </Submit>
      </ActionForm>
      <div class="row">
        <ActionForm
          call={`POST ${lever}/usage`}
          done="Used {consumed:MB} MB; {unserved:MB} MB without a bundle."
          label="Use data"
        >
          <Submit {...main('use')} name="megabytes" value="100" type="number" unavailable={over}>
            Use 100 MB
          </Submit>
          <Submit name="megabytes" value="500" type="number" unavailable={over}>
            Use 500 MB
          </Submit>
        </ActionForm>
        <ActionForm call={`POST ${lever}/usage`} done="Used {consumed:MB} MB; {unserved:MB} MB without a bundle.">
          <NumberField label="Megabytes to use" name="megabytes" min={0.001} step="any" value={50} unseen />
          <Submit unavailable={over}>Use MB</Submit>
        </ActionForm>
      </div>
      <ActionForm call={`PUT ${lever}/usage-plan`} done="Usage plan started.">
        <NumberField label="MB a day" name="megabytesPerDay" min={0.001} step="any" value={200} required />
        <label>
          For
          <input class="short" name="for" placeholder="8d" />
        </label>
        <Submit unavailable={over}>Start usage plan</Submit>
      </ActionForm>
      <ActionForm call={`DELETE ${lever}/usage-plan`} done="Usage plan stopped." undo={restartPlan(esim, now)}>
        <Submit unavailable={esim.usagePlan ? undefined : 'It has no usage plan.'}>Stop usage plan</Submit>
      </ActionForm>
      <ActionForm call={`POST /v2.4/esims/${esim.iccid}/sms`} done="SMS sent.">
        <input type="hidden" name="from" value={DEFAULT_SENDER} />
        <label class="wide">
          SMS{esim.msisdn === null && ' (no number: the call is refused)'}
          <input name="message" maxlength={160} required data-once />
        </label>
        <button type="submit">Send</button>
      </ActionForm>
      <div class="row">
        <a class="button" href={`/_emulator/ui/catalogue?iccid=${esim.iccid}`}>
          Buy a bundle
        </a>
        {stock.length > 0 && (
          <ActionForm call="POST /v2.4/esims/apply" done="Applied.">
            <input type="hidden" name="iccid" value={esim.iccid} />
            <Choice label="Bundle of the inventory" name="name" values={stock} unseen />
            <button type="submit">Apply from inventory</button>
          </ActionForm>
        )}
      </div>
    </div>
  )
}

/** Forms that assign a number to an eSIM, and remove it. */
export const NumberForms: FC<Pick<EsimActionsProps, 'esim'>> = ({ esim: { iccid, msisdn } }) => {
  const call = `/_emulator/esims/${iccid}/msisdn`
  return (
    <div class="row">
      <EditableFact
        label="Phone number"
        call={`PUT ${call}`}
        name="msisdn"
        value=""
        placeholder={msisdn ?? 'automatic'}
        done="Number {msisdn} assigned."
        submit="Assign number"
      />
      <ActionForm
        call={`DELETE ${call}`}
        done="Number removed."
        undo={{ call: `PUT ${call}`, body: msisdn === null ? {} : { msisdn } }}
      >
        <Submit unavailable={msisdn === null ? 'It has no number.' : undefined}>Remove number</Submit>
      </ActionForm>
    </div>
  )
}

/** The call that starts the usage plan of an eSIM again, as it is now. */
function restartPlan({ iccid, usagePlan }: EsimActionsProps['esim'], now: string) {
  if (!usagePlan) return undefined
  const { bytesPerDay, country, until } = usagePlan
  return {
    call: `PUT /_emulator/esims/${iccid}/usage-plan`,
    body: {
      megabytesPerDay: bytesPerDay / BYTES_PER_MEGABYTE,
      ...(country === null ? {} : { country }),
      ...(until === null ? {} : { for: `${Math.ceil((Date.parse(until) - Date.parse(now)) / SECOND)}s` }),
    },
  }
}

interface CountriesProps {
  readonly countries: EsimActionsProps['covered']
  readonly chosen: string | undefined
}

const Countries: FC<CountriesProps> = ({ countries, chosen }) => (
  <>
    {countries.map(({ iso, name }) => (
      <option value={iso} selected={iso === chosen}>
        {name} ({iso})
      </option>
    ))}
  </>
)
