import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Esim } from '../contract/control/controlled-esim.ts'
import { DEFAULT_SENDER } from '../domain/message.ts'
import { Act } from './act.tsx'
import { Choice, NumberField } from './form-fields.tsx'

export interface EsimActsProps {
  readonly esim: z.infer<typeof Esim>
  /** Where one of its bundles carries data, and everywhere else. */
  readonly covered: readonly { readonly iso: string; readonly name: string }[]
  readonly elsewhere: readonly { readonly iso: string; readonly name: string }[]
  /** Bundles in the inventory. */
  readonly stock: readonly string[]
}

/** The levers of the network, of the traveller, and of whoever sold the eSIM. */
export const EsimActs: FC<EsimActsProps> = ({ esim, covered, elsewhere, stock }) => {
  const lever = `/_emulator/esims/${esim.iccid}`
  return (
    <div class="acts">
      {esim.installed ? (
        <Act call={`POST ${lever}/uninstall`} done="Deleted from the device.">
          <button type="submit">Delete from the device</button>
        </Act>
      ) : (
        <Act call={`POST ${lever}/install`} done="Installed.">
          <button type="submit" class="main">
            Install
          </button>
        </Act>
      )}
      <Act call={`POST ${lever}/attach`} done="Attached to {location.brand} in {location.country}.">
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
        <button type="submit">Attach</button>
      </Act>
      <div class="row">
        <Act
          call={`POST ${lever}/usage`}
          done="Used {consumed:MB} MB; {unserved:MB} MB found no bundle."
          label="Use data"
        >
          <button type="submit" name="megabytes" value="100" data-type="number">
            Use 100 MB
          </button>
          <button type="submit" name="megabytes" value="500" data-type="number">
            Use 500 MB
          </button>
        </Act>
        <Act call={`POST ${lever}/usage`} done="Used {consumed:MB} MB; {unserved:MB} MB found no bundle.">
          <NumberField label="Megabytes to use" name="megabytes" min={0.001} step="any" value={50} unseen />
          <button type="submit">Use MB</button>
        </Act>
      </div>
      <Act call={`PUT ${lever}/usage-plan`} done="Data flows as time goes on.">
        <NumberField label="MB a day" name="megabytesPerDay" min={0.001} step="any" value={200} required />
        <label>
          For
          <input class="short" name="for" placeholder="8d" />
        </label>
        <button type="submit">Start usage plan</button>
      </Act>
      {esim.usagePlan && (
        <Act call={`DELETE ${lever}/usage-plan`} done="Data no longer flows.">
          <button type="submit">Stop usage plan</button>
        </Act>
      )}
      <Act call={`POST /v2.4/esims/${esim.iccid}/sms`} done="SMS sent.">
        <input type="hidden" name="from" value={DEFAULT_SENDER} />
        <label class="wide">
          SMS{esim.msisdn === null && ' (this eSIM has no number: the call is refused)'}
          <input name="message" maxlength={160} required data-once />
        </label>
        <button type="submit">Send</button>
      </Act>
      {esim.msisdn === null ? (
        <Act call={`PUT ${lever}/msisdn`} done="It can be texted at {msisdn}.">
          <label class="wide">
            Phone number
            <input name="msisdn" placeholder="its own" inputmode="tel" data-once />
          </label>
          <button type="submit">Give it a number</button>
        </Act>
      ) : (
        <Act call={`DELETE ${lever}/msisdn`} done="It can no longer be texted.">
          <button type="submit">Take its number away</button>
        </Act>
      )}
      <div class="row">
        <a class="button" href={`/_emulator/ui/catalogue?iccid=${esim.iccid}`}>
          Buy a bundle for it
        </a>
        {stock.length > 0 && (
          <Act call="POST /v2.4/esims/apply" done="Applied.">
            <input type="hidden" name="iccid" value={esim.iccid} />
            <Choice label="Bundle of the inventory" name="name" values={stock} unseen />
            <button type="submit">Apply from the inventory</button>
          </Act>
        )}
      </div>
    </div>
  )
}

interface CountriesProps {
  readonly countries: EsimActsProps['covered']
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
