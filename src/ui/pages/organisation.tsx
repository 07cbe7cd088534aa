import { listCallbacks } from '../../contract/control/callbacks.ts'
import { getSettings } from '../../contract/control/organisation.ts'
import { listOrganisations } from '../../contract/control/organisations.ts'
import { ActionForm } from '../action-form.tsx'
import { CopyableText, PageHeading } from '../components.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'
import { KeyForm } from '../session-form.tsx'
import { callServer, TokenForm } from '../token-form.tsx'
import { CallbacksGroup } from './callback-settings.tsx'
import { OrganisationTable } from './organisation-table.tsx'
import { RealismForms } from './realism-forms.tsx'
import { AccountGroup, ApiGroup, EsimsGroup, SettingsGroup, TimesGroup } from './settings-groups.tsx'

/** Renders the settings of the organisation, and the list of all organisations for readers with the control token. */
export async function showOrganisation({ call, frame, query }: PageRequest): Promise<PageContent> {
  const [settings, { callbacks }, others] = await Promise.all([
    call(getSettings),
    call(listCallbacks, { query: { limit: 1 } }),
    callServer(call, listOrganisations),
  ])
  const body = (
    <>
      <PageHeading title={<span data-live="name">{settings.name}</span>}>
        <span data-live="api-key">
          <CopyableText text={frame.apiKey} what="API key" />
        </span>
      </PageHeading>
      <div class="columns" data-live="settings">
        <div>
          <AccountGroup settings={settings} />
          <CallbacksGroup settings={settings} newest={callbacks[0]} />
          <TimesGroup settings={settings} />
        </div>
        <div>
          <ApiGroup settings={settings} />
          <EsimsGroup settings={settings} />
          <SettingsGroup
            title="Realism"
            about="The habits and the bad days of the service. The mode sets all of them at once."
          >
            <RealismForms settings={settings} />
          </SettingsGroup>
        </div>
      </div>
      <section class="sheet">
        <h2>Replace the API key</h2>
        <p class="soft">
          The key that it has is refused from then on, and callbacks are signed with the new one. Nothing else changes.
        </p>
        <ActionForm
          call="POST /_emulator/organisation/rotate-key"
          done="The API key is now {apiKey}"
          confirm="Replace the API key? Clients that send the old one are refused at once."
          label="Replace the API key"
          class="stacked"
          givesKey
        >
          <label class="wide">
            New API key (empty: one is made)
            <input name="apiKey" maxlength={128} autocapitalize="none" spellcheck={false} data-once />
          </label>
          <output class="note" />
          <button type="submit" class="danger">
            Replace key
          </button>
        </ActionForm>
      </section>
      <section class="sheet">
        <h2>Switch organisation</h2>
        <p class="soft">Each API key is an organisation with its own balance, eSIMs, callbacks and clock.</p>
        <KeyForm label="API key (empty: the default organisation)" submit="Switch" />
      </section>
      <section class="sheet" data-live="organisations">
        <h2>Organisations of this server</h2>
        {typeof others === 'string' ? (
          <TokenForm reason={others} />
        ) : (
          <OrganisationTable listed={others.organisations} total={others.total} query={query} own={frame.apiKey} />
        )}
      </section>
    </>
  )
  return { title: 'Organisation', active: 'organisation', body }
}
