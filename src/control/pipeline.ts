import { compose } from '../http/compose.ts'
import { parseParameters } from './steps/parse-parameters.ts'
import { readJsonBody } from './steps/read-json-body.ts'
import { refuseForeignPages } from './steps/refuse-foreign-pages.ts'
import { requireControlToken } from './steps/require-control-token.ts'
import { resolveOrganisation } from './steps/resolve-organisation.ts'
import { runHandler } from './steps/run-handler.ts'

/**
 * Runs a control call and returns the result of its handler. Each step passes the call on to the next one below.
 * `respond.ts` turns the result into a response, and what a step throws into an error of the control API. Unlike vendor
 * calls (`routes/pipeline.ts`) control calls are not journalled, not limited and never hit by a fault.
 */
export const runControlCall = compose(
  [
    refuseForeignPages, //  web pages of other places drive nothing
    requireControlToken, // for server-scope calls
    parseParameters, //     path and query, by the schemas of the operation
    readJsonBody,
    resolveOrganisation, // last, since the organisation may be reset while the body arrives
  ],
  runHandler,
)
