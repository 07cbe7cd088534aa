import * as contract from '../contract/catalogue.ts'
import { splitList } from '../contract/fields.ts'
import { presentPaging } from '../contract/scalars.ts'
import { DomainError } from '../domain/errors.ts'
import type { CataloguePage } from '../state/engine/bundle-list.ts'
import { ListAnswer } from './list-answer.ts'
import { pageNumber, pageSize } from './paging.ts'
import type { RegisterRoute } from './register.ts'

const PAGE_SIZES = { standard: 50, most: 10_000 }

export function catalogueRoutes(route: RegisterRoute): void {
  /** The answer that a page of the catalogue was put together into, which is asked for again and again. */
  const answers = new WeakMap<CataloguePage, ListAnswer>()

  route(contract.listCatalogue, ({ query, rules, read }) => {
    const perPage = pageSize('perPage', query.perPage, PAGE_SIZES, rules)
    const page = read((tx) =>
      tx.catalogue.list({
        page: pageNumber(query.page),
        perPage,
        descending: query.direction === 'desc',
        orderBy: query.orderBy,
        description: query.description,
        group: query.group,
        countries: tx.catalogue.countryCodes.findAll(splitList(query.countries)),
        region: query.region,
      }),
    )
    const known = answers.get(page)
    if (known) return known
    // Bundles are rendered when the catalogue is made, so a page is put together from their texts.
    const { rows, listings, profiles } = page
    const { pageCount, pageSize: size } = presentPaging(rows, perPage)
    const paging = `"pageCount":${pageCount},"rows":${rows},"pageSize":${size}`
    const answer = new ListAnswer(listings, profiles, (bundles) => `{"bundles":[${bundles.join(',')}],${paging}}`)
    answers.set(page, answer)
    return answer
  })

  route(contract.listPrices, ({ query, rules }) => ({
    prices: [],
    ...presentPaging(0, pageSize('perPage', query.perPage, PAGE_SIZES, rules)),
  }))

  route(contract.getCatalogueBundle, ({ path, read }) =>
    read(({ catalogue }) => {
      const bundle = catalogue.findBundle(path.name)
      if (!bundle) throw new DomainError(catalogue.isWithdrawn(path.name) ? 'bundle_withdrawn' : 'bundle_not_found')
      return contract.presentCatalogueBundleDetail(bundle, (iso) => catalogue.networksOf(iso))
    }),
  )
}
