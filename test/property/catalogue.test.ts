import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'

interface Listed {
  readonly name: string
  readonly description: string
  readonly price: number
  readonly dataAmount: number
  readonly duration: number
  readonly groups: readonly string[]
  readonly countries: readonly { readonly name: string; readonly iso: string; readonly region: string }[]
}

type Model = Map<string, Listed & { readonly withdrawn: boolean; readonly position: number }>

const COUNTRY = { FR: 'France', DE: 'Germany', US: 'United States', AU: 'Australia' } as const
type Code = keyof typeof COUNTRY
const REGION: Readonly<Record<Code, string>> = { FR: 'Europe', DE: 'Europe', US: 'North America', AU: 'Oceania' }

const FILE = Array.from({ length: 12 }, (_, index) => ({
  name: `b${index}`,
  description: `eSIM ${index % 3} GB, number ${index}`,
  price: (index % 5) + 1,
  dataAmount: (index % 4) * 1_000 + 1_000,
  duration: (index % 2) * 8 + 7,
  countries: [(['FR', 'DE', 'US'] as const)[index % 3] as Code],
  groups: index % 4 === 0 ? ['One', 'Two'] : ['One'],
}))

const field = {
  price: fc.integer({ min: 0, max: 6 }),
  dataAmount: fc.constantFrom(1_000, 2_000, -1),
  duration: fc.constantFrom(1, 7, 30),
  countries: fc.uniqueArray(fc.constantFrom<Code>('FR', 'DE', 'US', 'AU'), { minLength: 1, maxLength: 2 }),
  groups: fc.uniqueArray(fc.constantFrom('One', 'Two', 'Three'), { maxLength: 2 }),
  description: fc.constantFrom('eSIM 1 GB', 'an esim', '100%'),
}
const name = fc.constantFrom(...FILE.map((each) => each.name), 'new1', 'new2')
const edit = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      name,
      fields: fc.record(field, { requiredKeys: [] }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('change' as const), name, fields: fc.record(field) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), name }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('reset' as const), name: fc.option(name, { nil: undefined }) }),
  },
)

const query = fc.record(
  {
    perPage: fc.integer({ min: 1, max: 7 }),
    page: fc.integer({ min: 1, max: 4 }),
    direction: fc.constantFrom('asc', 'desc'),
    orderBy: fc.constantFrom('price', 'duration', 'dataAmount', 'description', 'bundleName'),
    description: fc.constantFrom('gb', '1 GB', 'esim*number', '%'),
    group: fc.constantFrom('One', 'Two', 'Three'),
    countries: fc.constantFrom('FR', 'Germany,US', 'AU'),
    region: fc.constantFrom('europe', 'Oceania'),
  },
  { requiredKeys: [] },
)

type Query = typeof query extends fc.Arbitrary<infer T> ? T : never

const countryOf = (iso: Code) => ({ name: COUNTRY[iso], region: REGION[iso], iso })
const listed = ({
  countries,
  ...rest
}: Omit<(typeof FILE)[number], 'countries'> & { countries: readonly Code[] }): Listed => ({
  ...rest,
  countries: countries.map(countryOf),
})

/** What a list should have, worked out one bundle after the other. */
function reference(model: Model, asked: Query): { rows: number; names: string[] } {
  const contains = (text: string, part: string) =>
    new RegExp(
      part
        .split('*')
        .map((each) => each.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*'),
      'i',
    ).test(text)
  const codes = asked.countries?.split(',').map((each) => (each === 'Germany' ? 'DE' : each))
  const all = [...model.values()]
    .filter(({ withdrawn }) => !withdrawn)
    .filter(({ description }) => asked.description === undefined || contains(description, asked.description))
    .filter(({ groups }) => asked.group === undefined || groups.includes(asked.group))
    .filter(({ countries }) => codes === undefined || countries.some(({ iso }) => codes.includes(iso)))
    .filter(
      ({ countries }) =>
        asked.region === undefined ||
        countries.some(({ region }) => region.toLowerCase() === asked.region?.toLowerCase()),
    )
  const sign = asked.direction === 'desc' ? -1 : 1
  const key = asked.orderBy === 'bundleName' ? 'name' : (asked.orderBy as keyof Listed | undefined)
  const compare = (a: unknown, b: unknown) => ((a as number) < (b as number) ? -1 : a === b ? 0 : 1)
  all.sort((a, b) =>
    key === undefined ? sign * (a.position - b.position) : sign * compare(a[key], b[key]) || a.position - b.position,
  )
  const { page = 1, perPage = 50 } = asked
  return { rows: all.length, names: all.slice((page - 1) * perPage, page * perPage).map((each) => each.name) }
}

test('an organisation with changes lists what a slow reference lists', async () => {
  const { emulator, api } = await createTestEmulator({ catalogue: FILE })
  const original = new Map(
    FILE.map((each, index) => [each.name, { ...listed(each), withdrawn: false, position: index }]),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { maxLength: 8 }),
      fc.array(query, { minLength: 1, maxLength: 5 }),
      async (edits, queries) => {
        await emulator.catalogue.reset()
        const model: Model = new Map(original)
        let position = 100
        for (const each of edits) {
          const before = each.name === undefined ? undefined : model.get(each.name)
          const fields = each.kind === 'change' ? each.fields : {}
          const act = async () => {
            if (each.kind === 'withdraw') await emulator.catalogue.withdraw(each.name)
            else if (each.kind === 'reset') await emulator.catalogue.reset(each.name)
            else await emulator.catalogue.change(each.name, each.fields)
          }
          const done = await act().then(
            () => true,
            () => false,
          )
          if (!done) continue
          position += 1
          if (each.kind === 'reset') {
            for (const known of [...model.keys()]) {
              if (each.name !== undefined && each.name !== known) continue
              const first = original.get(known)
              if (first) model.set(known, first)
              else model.delete(known)
            }
          } else if (each.kind === 'withdraw') {
            if (before)
              model.set(each.name, {
                ...before,
                withdrawn: true,
                position: before.position < 100 ? before.position : position,
              })
          } else {
            const { countries, ...rest } = fields as Partial<(typeof FILE)[number]>
            const changed = { ...rest, ...(countries === undefined ? {} : { countries: countries.map(countryOf) }) }
            const base = before ?? ({ description: each.name, groups: [] } as unknown as Listed & { position: number })
            model.set(each.name, {
              ...base,
              ...changed,
              name: each.name,
              withdrawn: false,
              position: original.has(each.name) ? base.position : position,
            })
          }
        }
        for (const asked of queries) {
          const search = new URLSearchParams(Object.entries(asked).map(([key, value]) => [key, String(value)]))
          const { json } = await api.get(`/catalogue?${search}`)
          const { rows, names } = reference(model, asked)
          expect([json.rows, json.bundles.map((each: Listed) => each.name)]).toEqual([rows, names])
          for (const bundle of json.bundles as Listed[]) {
            const {
              withdrawn: _,
              position: __,
              ...expected
            } = model.get(bundle.name) as Listed & { withdrawn: boolean; position: number }
            expect(bundle).toMatchObject(expected)
            const detail = (await api.get(`/catalogue/bundle/${bundle.name}`)).json
            expect([detail.price, detail.group]).toEqual([bundle.price, bundle.groups])
          }
        }
        for (const [known, { withdrawn }] of model) {
          expect((await api.get(`/catalogue/bundle/${known}`)).status).toBe(withdrawn ? 400 : 200)
        }
      },
    ),
    { numRuns: 60 },
  )
})
