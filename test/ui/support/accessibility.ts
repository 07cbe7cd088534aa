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
      (globalThis as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<unknown> } }).axe.run(
        // Of the reference's calls, which are all made alike, those that are open.
        { exclude: ['details.operation:not([open])'] },
        { runOnly, resultTypes: ['violations'], preload: false },
      ),
    rules === undefined ? TAGS : { type: 'rule', values: [...rules] },
  )) as AxeResults
  return results.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = failureSummary?.split('\n').slice(1).join(' ').trim()
      return `${impact} ${id}: ${target.join(' ')} (${why})`
    }),
  )
}

/** What makes a page scroll sideways: each element that is beyond its edge, and in no box of its own that scrolls. */
export const findTooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const edge = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= edge) return []
    const inBox = (element: Element): boolean => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== 'visible') return true
      }
      return false
    }
    const beyond = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > edge + 0.5 && !inBox(element),
    )
    return beyond.map((element) => {
      const { right } = element.getBoundingClientRect()
      return `${element.localName}.${element.getAttribute('class')} ends at ${Math.round(right)} of ${edge}`
    })
  })
