import { compose } from '../http/compose.ts'
import { answerUnknownPath, notFound } from './steps/answer-unknown-path.ts'
import { authenticate } from './steps/authenticate.ts'
import { checkOriginAndHost } from './steps/check-origin-and-host.ts'
import { injectFaults } from './steps/inject-faults.ts'
import { limitRate } from './steps/limit-rate.ts'
import { parseRequest } from './steps/parse-request.ts'
import { readRequestBody } from './steps/read-request-body.ts'
import { recordInJournal } from './steps/record-in-journal.ts'
import { renderErrors } from './steps/render-errors.ts'
import { runHandler } from './steps/run-handler.ts'

/**
 * Answers a vendor call. Each step passes the call on to the next one below, and gets the answer back from it: what a
 * step does after `next`, it does on the way back up.
 *
 * Before the first step, `register.ts` has found the operation, in a version that has it. After the last one, `respond.ts`
 * makes the response; where a fault has broken the connection, there is no answer and nothing is sent.
 */
export const answerCall = compose(
  [
    renderErrors, //       without an organisation, in the server's default dialect
    checkOriginAndHost, // web pages of other places may change nothing
    authenticate, //       the organisation of the API key, brought to the present of its clock
    recordInJournal, //    on the way back: with the answer, or with none
    renderErrors, //       what fails from here on is journalled as it is answered
    readRequestBody, //    before faults, so that the journal has the body of every call
    limitRate, //          429 above the limit, which no fault hits; the headers of the limit on every answer
    injectFaults, //       phase `before`: the call has no effect; phase `after`: it had, and its answer is changed
    renderErrors, //       faults of phase `after` hit errors too
    parseRequest, //       query and body, by the schemas of the operation
  ],
  runHandler, //           the operation itself; its result in the form of the version and dialect
)

/** Answers a call whose path, or whose operation in the version called, does not exist. It is journalled and limited too. */
export const answerUnknown = compose(
  [
    answerUnknownPath, //  the 404, whether the key is good or not
    checkOriginAndHost,
    authenticate,
    recordInJournal,
    limitRate,
  ],
  notFound,
)
