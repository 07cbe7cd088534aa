import type { Attempt, Callback } from '../domain/callback.ts'
import { createRedactor } from '../domain/redaction.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import { findOrganisationName } from '../state/records/organisations.ts'
import { type EmulatorEvent, loggedName } from './observe.ts'

/** Makes the listener of the sender: reports every attempt of a callback to `onEvent`, where there is one. */
export const observeCallbacks =
  (state: State, onEvent: ((event: EmulatorEvent) => void) | undefined) =>
  (tenant: Tenant, { alertType, iccid, url }: Callback, { status, error }: Attempt): void => {
    onEvent?.({
      kind: 'callback',
      organisation: loggedName(state.read(tenant, findOrganisationName), tenant.apiKey),
      alertType,
      iccid,
      url: createRedactor([tenant.apiKey])(url),
      status,
      error,
    })
  }
