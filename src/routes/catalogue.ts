import * as contract from '../contract/catalogue.ts'
import { splitList } from '../contract/fields.ts'
import { presentPaging } from '../contract/scalars.ts'
import { DomainError } from '../domain/errors.ts'
import { ListAnswer } from './list-answer.ts'
import { pageNumber, pageSize } from './paging.ts'
import type { RegisterRoute } from './register.ts'

const PAGE_SIZES = { standard: 50, most: 10_000 }

export function catalogueRoutes(route: RegisterRoute): void {
  route(contract.listCatalogue, ({ query, rules, read }) => {
    const perPage = pageSize('perPage', query.perPage, PAGE_SIZES, rules)
    const { rows, listings, profiles } = read((tx) =>
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
    // Bundles are rendered when the catalogue is made, so a page is put together from their texts.
    const { pageCount, pageSize: size } = presentPaging(rows, perPage)
    const paging = `"pageCount":${pageCount},"rows":${rows},"pageSize":${size}`
    return new ListAnswer(listings, profiles, (bundles) => `{"bundles":[${bundles.join(',')}],${paging}}`)
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
