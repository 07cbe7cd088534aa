import type { FC } from 'hono/jsx'
import { Code } from './code.tsx'
import { Fields } from './fields.tsx'
import { Prose } from './prose.tsx'
import type { Entry } from './reference.ts'
import { TryIt } from './try-it.tsx'

/** The text that the search looks through. */
const searchText = ({ operationId, method, path, summary, tag, description = '' }: Entry): string =>
  [operationId, method, path, summary, tag, description].join(' ').toLowerCase().replaceAll('`', '')

/** One call: description, parameters, form, answer and errors. */
export const OperationEntry: FC<{ readonly entry: Entry }> = ({ entry }) => (
  <details class="operation" id={entry.id} data-find={searchText(entry)}>
    <summary>
      <h4>
        <Method method={entry.method} /> <code class="path">{entry.path}</code>{' '}
        <span class="summary">{entry.summary}</span>
        {entry.deprecated && <span class="badge warn">deprecated</span>}
        {entry.undocumented && <span class="badge warn">undocumented</span>}
      </h4>
    </summary>
    <div class="about">
      <p class="soft">
        operationId <code>{entry.operationId}</code>, tag {entry.tag}
        {entry.ofServer && ', requires the control token if the server has one'}
      </p>
      {entry.description && (
        <p>
          <Prose text={entry.description} />
        </p>
      )}
      <TryIt entry={entry} />
      <AnswerPart entry={entry} />
      <h5>Errors</h5>
      <ul class="errors">
        {entry.errors.map(([status, text]) => (
          <li>
            <code>{status}</code> {text}
          </li>
        ))}
      </ul>
      {entry.api === 'vendor' && <FaultHint operationId={entry.operationId} />}
    </div>
  </details>
)

export const Method: FC<{ readonly method: string }> = ({ method }) => (
  <span class={`method ${method.toLowerCase()}`}>{method}</span>
)

const AnswerPart: FC<{ readonly entry: Entry }> = ({ entry: { id, status, contentTypes, answer, example } }) => (
  <>
    <h5>
      Answer <code>{status}</code>
      {contentTypes.length > 0 && <small> {contentTypes.join(', ')}</small>}
    </h5>
    {answer ? (
      <div class="halves">
        <div>
          <Fields schema={answer} />
        </div>
        <Code label={`An answer of ${id}`}>{JSON.stringify(example.answer, null, 2)}</Code>
      </div>
    ) : (
      <p>{contentTypes.length > 0 ? 'A file.' : 'No content.'}</p>
    )}
  </>
)

const FaultHint: FC<{ readonly operationId: string }> = ({ operationId }) => (
  <p class="soft">
    To make it fail, <a href="#control-addFault">add a fault</a>:{' '}
    <code>{`{"match":{"operationId":"${operationId}"},"fault":{"type":"status","status":503},"times":1}`}</code>
  </p>
)
