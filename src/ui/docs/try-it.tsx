import type { FC } from 'hono/jsx'
import { Code } from './code.tsx'
import { Fields, FieldType } from './fields.tsx'
import { Prose } from './prose.tsx'
import type { Entry, Parameter } from './reference.ts'

/** A form with the parameters and the body of a call, and a button that sends it. */
export const TryIt: FC<{ readonly entry: Entry }> = ({ entry }) => {
  const { id, method, path, parameters, body, bodyOptional, example, ofServer, api } = entry
  const headers = [...(ofServer ? [TOKEN] : []), ...(api === 'vendor' ? [FAULT_HEADER] : [])]
  const text = JSON.stringify(example.body, null, 2)
  return (
    <form class="try" data-method={method} data-path={path} aria-label={`Try ${id}`} autocomplete="off">
      <Rows id={id} rows={parameters} />
      {body && (
        <div class="halves">
          <label>
            <span>
              Body <small>{bodyOptional ? 'application/json, or its fields in the query' : 'application/json'}</small>
            </span>
            <textarea data-in="body" spellcheck={false} rows={text.split('\n').length + 1}>
              {text}
            </textarea>
          </label>
          <div>
            <Fields schema={body} asked />
          </div>
        </div>
      )}
      <Rows id={id} rows={headers} />
      <p class="row">
        <button type="submit" class={method === 'DELETE' ? 'danger' : 'main'}>
          Send
        </button>
        <button type="button" data-copy="" data-copy-from={`curl.${id}`} data-what="the call as curl">
          Copy as curl
        </button>
        <span class="soft" data-missing />
      </p>
      <div class="answered" role="status" aria-label={`Answer to ${id}`} />
      <Code label={`${id} as curl`} id={`curl.${id}`} class="as-curl" />
    </form>
  )
}

type Row = Omit<Parameter, 'in'> & { readonly in: 'path' | 'query' | 'header' }

/** The control token, required by server-scope calls if the server has one. */
const TOKEN: Row = {
  in: 'header',
  name: 'Authorization',
  schema: { type: 'string', description: '`Bearer` and the control token, where the server was started with one.' },
  example: '',
}

const FAULT_HEADER: Row = {
  in: 'header',
  name: 'Emulator-Fault',
  schema: {
    type: 'string',
    description: 'Injects a fault into this call only: `status=503; phase=after`, `delay=2s`, `reset`.',
  },
  example: '',
}

const Rows: FC<{ readonly id: string; readonly rows: readonly Row[] }> = ({ id, rows }) =>
  rows.length === 0 ? null : (
    <ul class="parameters">
      {rows.map((row) => (
        <ParameterRow id={id} row={row} />
      ))}
    </ul>
  )

const ParameterRow: FC<{ readonly id: string; readonly row: Row }> = ({
  id,
  row: { name, schema, example, ...row },
}) => {
  const field = `${id}.${row.in}.${name}`
  return (
    <li>
      <label for={field}>
        <code>{name}</code>
      </label>
      <input
        id={field}
        data-in={row.in}
        data-many={schema.type === 'array' ? 'yes' : undefined}
        name={name}
        value={example}
        required={row.in === 'path'}
        type={name === 'Authorization' ? 'password' : 'text'}
        autocomplete="off"
        placeholder={exampleText(schema)}
      />
      <p>
        <small>{row.in}</small> <FieldType schema={schema} />{' '}
        {typeof schema.description === 'string' && <Prose text={schema.description} />}
      </p>
    </li>
  )
}

function exampleText({ examples, type }: Row['schema']): string | undefined {
  const [example] = (examples as readonly unknown[] | undefined) ?? []
  if (example === undefined) return undefined
  return type === 'array' ? (example as readonly string[]).join(' ') : String(example)
}
