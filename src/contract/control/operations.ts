import { collectOperations } from '../call.ts'
import * as accounts from './accounts.ts'
import * as advanceReport from './advance-report.ts'
import * as bulk from './bulk.ts'
import * as callbacks from './callbacks.ts'
import * as callers from './callers.ts'
import * as catalogue from './catalogue.ts'
import * as clock from './clock.ts'
import * as esims from './esims.ts'
import * as faults from './faults.ts'
import type { ControlOperation } from './operation.ts'
import * as organisation from './organisation.ts'
import * as organisations from './organisations.ts'
import * as requests from './requests.ts'
import * as scenarios from './scenarios.ts'
import * as state from './state.ts'
import * as statement from './statement.ts'
import * as story from './story.ts'

/** The control calls by the part of the API that they are of. */
export const CONTROL_MODULES = {
  clock,
  advanceReport,
  organisation,
  esims,
  bulk,
  callbacks,
  faults,
  requests,
  accounts,
  statement,
  catalogue,
  state,
  scenarios,
  story,
  organisations,
  callers,
}

/** Every control call, in the order of the document. An operation is in it once a module of the list exports it. */
export const CONTROL_OPERATIONS: readonly ControlOperation[] = collectOperations<ControlOperation>(
  Object.values(CONTROL_MODULES),
)
