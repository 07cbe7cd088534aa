import type { FC } from 'hono/jsx'

type Value = string | number | boolean | null | { readonly [name: string]: Value } | readonly Value[]

/** Lists the leaves of a body by their paths, such as `fault.status`. */
const leavesOf = (value: Value, path: string): (readonly [path: string, value: string | number | boolean])[] =>
  value === null
    ? []
    : typeof value === 'object'
      ? Object.entries(value).flatMap(([name, each]) => leavesOf(each, path === '' ? name : `${path}.${name}`))
      : [[path, value]]

/** The fixed part of the body that a form sends. */
export const HiddenFields: FC<{ readonly body: Readonly<Record<string, Value>> }> = ({ body }) => (
  <>
    {leavesOf(body, '').map(([name, value]) => (
      <input
        type="hidden"
        name={name}
        value={String(value)}
        data-type={typeof value === 'string' ? undefined : typeof value}
      />
    ))}
  </>
)
