import * as contract from '../contract/catalogue.ts'
import { presentPaging } from '../contract/scalars.ts'
import { DomainError } from '../domain/errors.ts'
import type { Mount } from './mount.ts'
import { pageNumber, pageSize } from './paging.ts'
import { KnowingAnswer } from './shaped.ts'

const PAGE_SIZE = { standard: 50, most: 10_000 }

const splitList = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

export function catalogueRoutes(mount: Mount): void {
  mount(contract.listCatalogue, ({ query, read }) => {
    const perPage = pageSize('perPage', query.perPage, PAGE_SIZE)
    const { rows, listings } = read((tx) =>
      tx.catalogue.list({
        page: pageNumber(query.page),
        perPage,
        descending: query.direction === 'desc',
        orderBy: query.orderBy,
        description: query.description,
        group: query.group,
        countries: splitList(query.countries),
        region: query.region,
      }),
    )
    // Bundles are rendered when the catalogue is made, so a page is put together from their texts.
    const { pageCount, pageSize: size } = presentPaging(rows, perPage)
    const body = `{"bundles":[${listings.join(',')}],"pageCount":${pageCount},"rows":${rows},"pageSize":${size}}`
    return new KnowingAnswer(body, {
      profileOf: (name: string) => read(({ catalogue }) => catalogue.findBundle(name))?.profile,
    })
  })

  mount(contract.listPrices, ({ query }) => ({
    prices: [],
    ...presentPaging(0, pageSize('perPage', query.perPage, PAGE_SIZE)),
  }))

  mount(contract.getCatalogueBundle, ({ path, read }) =>
    read(({ catalogue }) => {
      const bundle = catalogue.findBundle(path.name)
      if (!bundle) throw new DomainError('bundle_not_found')
      return contract.presentCatalogueBundleDetail(bundle, (iso) => catalogue.networksOf(iso))
    }),
  )
}
