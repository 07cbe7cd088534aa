import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe-core finds wrong with a page as it is shown, each as one line; of all its rules, unless some are named. It is evaluated from outside, so that the
 * page's security policy stays in force.
 */
export async function findBarriers(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(SOURCE)
  const results = (await page.evaluate(
    (runOnly) =>
      (globalThis as unknown as { axe: { run: (options: unknown) => Promise<unknown> } }).axe.run({
        runOnly,
        resultTypes: ['violations'],
      }),
    rules === undefined ? TAGS : { type: 'rule', values: [...rules] },
  )) as AxeResults
  return results.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = failureSummary?.split('\n').slice(1).join(' ').trim()
      return `${impact} ${id}: ${target.join(' ')} (${why})`
    }),
  )
}

/** Whether anything is wider than the page, by how many pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
