import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import * as z from 'zod'

/** The sources of a rule. Each part of a `source` begins with one of these. */
const SOURCES = [
  'vendor document',
  'later vendor documents',
  'earlier vendor documents',
  'vendor guide',
  'help centre',
  'price list',
  'recorded answers',
  'client code',
  'assumption',
] as const

export const STATUSES = ['emulated', 'emulated, opt-in', 'assumed', 'differs', 'not emulated'] as const

const Source = z
  .string()
  .refine(
    (text) => text.split('; ').every((part) => SOURCES.some((kind) => part === kind || part.startsWith(`${kind}, `))),
    `must be one or several, parted by semicolons, of: ${SOURCES.join(', ')}; each may go on after a comma`,
  )

const Row = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be in kebab-case'),
    /** One sentence in our own words. What the service does; of an assumption what the emulator does. */
    rule: z.string().min(1),
    source: Source,
    status: z.enum(STATUSES),
    /** `routes/orders-place > a title`: the file below `test`, without `.test.ts`, and the title of one of its tests. */
    tests: z.union([z.string().transform((test) => [test]), z.array(z.string())]).default([]),
    /** The emulator's own behaviour, or the reason for it; needed where it differs, has to be asked for, or does nothing. */
    note: z.string().optional(),
    /** Whether it is among the first things to know for whoever writes a client. */
    headline: z.boolean().default(false),
    /** The rules of other sources, where they contradict each other. */
    others: z.string().optional(),
  })
  .refine(({ status, tests }) => status === 'not emulated' || tests.length > 0, 'names no test')
  .refine(({ status, note }) => status === 'emulated' || status === 'assumed' || note, 'needs a note')

const Topic = z.strictObject({ topic: z.string(), rows: z.array(Row).min(1) })

export type Row = z.infer<typeof Row>
export type Topic = z.infer<typeof Topic>

const FOLDER = new URL('../../docs/fidelity/', import.meta.url)

/** The topics in the order of their files. Throws an error that names every row that is not well formed. */
export function readLedger(folder: URL = FOLDER): Topic[] {
  const parsed = readdirSync(fileURLToPath(folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parseTopic(name, readFileSync(new URL(name, folder), 'utf8')))
  const problems = parsed.flatMap((each) => each.problems)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return parsed.flatMap(({ topic }) => topic ?? [])
}

/** The rows of one file, or every way in which they are not well formed. */
export function parseTopic(name: string, text: string): { topic?: Topic; problems: string[] } {
  const document = parse(text)
  const { data, error } = Topic.safeParse(document)
  if (data) return { topic: data, problems: [] }
  const problems = error.issues.map(({ path, message }) => {
    const [, index, ...field] = path
    const id = typeof index === 'number' ? document?.rows?.[index]?.id : undefined
    return [`docs/fidelity/${name}`, id ?? path.join('.'), field.join('.'), message].filter(Boolean).join(': ')
  })
  return { problems }
}
