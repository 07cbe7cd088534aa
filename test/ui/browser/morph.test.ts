import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestEmulator } from '../../support/emulator.ts'
import { inBrowser, watchPage } from '../support/chromium.ts'
import { load, MAIN_PAGES } from '../support/dashboard.ts'

interface Change {
  readonly from: string
  readonly to: string
  /** What its reader did with it: script over `root`, which holds it. */
  readonly before?: string
  /** What is looked at afterwards: an expression over `root`. */
  readonly see: string
}

/** Lets the script of the page make one element like another, in the page. */
const change = (page: Page, { from, to, before = '', see }: Change): Promise<unknown> =>
  page.evaluate(`(async () => {
    const { morph } = await import(document.querySelector('script[type=module]').src.replace('app.js', 'morph.js'))
    const root = document.createElement('div')
    root.innerHTML = ${JSON.stringify(from)}
    document.body.append(root)
    const marks = new Map()
    const mark = (selector) => { for (const each of root.querySelectorAll(selector)) marks.set(each, each.textContent) }
    const markOf = (element) => marks.get(element) ?? null
    const { all, one } = {
      all: (selector) => [...root.querySelectorAll(selector)],
      one: (selector) => root.querySelector(selector),
    }
    ${before}
    const next = document.createElement('div')
    next.innerHTML = ${JSON.stringify(to)}
    morph(root, next)
    return ${see}
  })()`)

const ROWS = (...keys: readonly string[]): string =>
  `<ul>${keys.map((key) => `<li data-item="${key}">${key} <input></li>`).join('')}</ul>`

const OPTIONS = (count: number): string => Array.from({ length: count }, (_, at) => `<option>${at}</option>`).join('')

inBrowser('a part of a page that is made like another', () => {
  // They only read what the script of the page makes of a piece of their own.
  let shared: Awaited<ReturnType<typeof watchPage>> | undefined
  let emulator: Awaited<ReturnType<typeof openTestEmulator>> | undefined
  beforeAll(async () => {
    emulator = await openTestEmulator()
    const { url } = await emulator.emulator.listen()
    shared = await watchPage(url)
    await load(shared.page, `${url}${MAIN_PAGES.overview}`)
  })
  afterAll(async () => {
    await shared?.close()
    await emulator?.close()
  })

  test.each<Change & { readonly what: string; readonly seen: unknown }>([
    {
      what: 'shows the other’s text, attributes and elements',
      from: '<p class="a" title="t">one</p><b>two</b><i>three</i>',
      to: '<p class="b" lang="en">1</p><b>2</b><u>4</u>5',
      see: 'root.innerHTML',
      seen: '<p class="b" lang="en">1</p><b>2</b><u>4</u>5',
    },
    {
      what: 'leaves what is alike alone',
      from: '<p class="a">one</p><details><summary>s</summary>d</details>',
      before:
        'const watch = new MutationObserver(() => {}); watch.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })',
      to: '<p class="a">one</p><details><summary>s</summary>d</details>',
      see: 'watch.takeRecords().length',
      seen: 0,
    },
    {
      what: 'changes only what differs',
      from: '<p>one</p><p class="c">same<b>two</b></p>',
      before:
        'const watch = new MutationObserver(() => {}); watch.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })',
      to: '<p>one</p><p class="c">same<b>2</b></p>',
      see: 'watch.takeRecords().map(({ type, target }) => [type, target.data])',
      seen: [['characterData', '2']],
    },
    {
      what: 'keeps open what its reader opened',
      from: '<details><summary>s</summary>old</details>',
      before: 'one("details").open = true',
      to: '<details><summary>s</summary>new</details>',
      see: '[one("details").open, root.textContent]',
      seen: [true, 'snew'],
    },
    {
      what: 'keeps closed what its reader closed',
      from: '<details open><summary>s</summary>old</details>',
      before: 'one("details").open = false',
      to: '<details open><summary>s</summary>new</details>',
      see: '[one("details").open, root.textContent]',
      seen: [false, 'snew'],
    },
    {
      what: 'opens a dialog, whose state is not its reader’s',
      from: '<dialog>d</dialog>',
      to: '<dialog open>d</dialog>',
      see: 'one("dialog").open',
      seen: true,
    },
    {
      what: 'keeps what is being typed and what was chosen',
      from: '<p>1</p><input value="a"><textarea>b</textarea><select><option>x</option><option>y</option></select>',
      before: 'one("input").value = "typed"; one("textarea").value = "written"; one("select").value = "y"; mark("*")',
      to: '<p>2</p><input value="c"><textarea>d</textarea><select class="s"><option>x</option><option>y</option></select>',
      see: '[root.firstChild.textContent, one("input").value, one("textarea").value, one("select").value, all("*").every((each) => marks.has(each))]',
      seen: ['2', 'typed', 'written', 'y', true],
    },
    {
      what: 'leaves the text of an area alone before anybody types there',
      from: '<textarea>mine</textarea><p>1</p>',
      to: '<textarea>other</textarea><p>2</p>',
      see: '[one("textarea").value, one("p").textContent]',
      seen: ['mine', '2'],
    },
    {
      what: 'keeps the focus and the place in a text',
      from: ROWS('b'),
      before: 'one("input").value = "typed"; one("input").focus(); one("input").setSelectionRange(2, 4)',
      to: ROWS('a', 'b', 'c'),
      see: '[document.activeElement === all("input")[1], document.activeElement.selectionStart, document.activeElement.selectionEnd, all("input").map(({ value }) => value)]',
      seen: [true, 2, 4, ['', 'typed', '']],
    },
    {
      what: 'keeps the rows of a list that grows at its head and loses its tail',
      from: ROWS('2', '1'),
      before: 'mark("li")',
      to: ROWS('4', '3', '2'),
      see: 'all("li").map((row) => [row.dataset.item, markOf(row)])',
      seen: [
        ['4', null],
        ['3', null],
        ['2', '2 '],
      ],
    },
    {
      what: 'keeps rows that change their places',
      from: ROWS('1', '2', '3'),
      before: 'mark("li")',
      to: ROWS('3', '1', '2'),
      see: 'all("li").map((row) => [row.dataset.item, markOf(row)])',
      seen: [
        ['3', '3 '],
        ['1', '1 '],
        ['2', '2 '],
      ],
    },
    {
      what: 'tells elements apart by their ids, too, and does not mix them with others',
      from: '<p id="x">1</p><p>2</p>',
      before: 'mark("p")',
      to: '<p>0</p><p id="x">1</p>',
      see: 'all("p").map((each) => [each.id, each.textContent, markOf(each)])',
      seen: [
        ['', '0', null],
        ['x', '1', '1'],
      ],
    },
    {
      what: 'makes anew what is of another kind under the same name',
      from: '<p data-item="1">a</p>',
      to: '<b data-item="1">a</b>',
      see: 'root.innerHTML',
      seen: '<b data-item="1">a</b>',
    },
    {
      what: 'keeps how far its reader has scrolled',
      from: `<select size="2">${OPTIONS(8)}</select>`,
      before: 'one("select").scrollTop = 30',
      to: `<select size="2">${OPTIONS(9)}</select>`,
      see: '[all("option").length, one("select").scrollTop]',
      seen: [9, 30],
    },
    {
      what: 'leaves it to the form which of its fields are there',
      from: '<fieldset data-when="a=1" hidden disabled><i>1</i></fieldset><fieldset data-when="a=2"><i>1</i></fieldset>',
      to: '<fieldset data-when="a=1"><i>2</i></fieldset><fieldset data-when="a=2" hidden disabled><i>2</i></fieldset>',
      see: 'all("fieldset").map((each) => [each.hidden, each.disabled, each.textContent])',
      seen: [
        [true, true, '2'],
        [false, false, '2'],
      ],
    },
    {
      what: 'hides and shows everything else as the other does',
      from: '<p hidden>1</p><button disabled>b</button><p>2</p><button>c</button>',
      to: '<p>1</p><button>b</button><p hidden>2</p><button disabled>c</button>',
      see: '[all("p").map(({ hidden }) => hidden), all("button").map(({ disabled }) => disabled)]',
      seen: [
        [false, true],
        [false, true],
      ],
    },
    {
      what: 'knows that a call of a form is still on its way',
      from: '<form aria-busy="true"><i>1</i></form><form><i>1</i></form>',
      to: '<form><i>2</i></form><form aria-busy="true"><i>2</i></form>',
      see: 'all("form").map(({ ariaBusy, textContent }) => [ariaBusy, textContent])',
      seen: [
        ['true', '2'],
        [null, '2'],
      ],
    },
  ])('$what', async ({ seen, ...given }) => {
    if (!shared) throw new Error('there is no page')
    const { page, problems } = shared
    expect(await change(page, given)).toEqual(seen)
    expect(problems).toEqual([])
  })
})
