import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** The two values of each colour of the style. */
const COLOURS = new Map(
  [...read('src/ui/assets/base.css').matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [light, dark] as const],
  ),
)

/** The relative luminance of a colour, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const ROWS = [...read('docs/design.md').matchAll(/^\| `--([\w-]+)` \| `--([\w-]+)` \| ([\d.]+) \| ([\d.]+) \|/gm)].map(
  ([, colour = '', ground = '', light = '', dark = '']) => ({ colour, ground, light, dark }),
)

test('docs/design.md states the contrasts of the style', () => {
  expect(ROWS.length).toBeGreaterThan(10)
  for (const { colour, ground, light, dark } of ROWS) {
    const colours = [COLOURS.get(colour), COLOURS.get(ground)]
    const contrasts = [0, 1].map((theme) => contrast(colours[0]?.[theme] ?? '', colours[1]?.[theme] ?? ''))
    expect(
      contrasts.map((each) => each.toFixed(1)),
      `${colour} on ${ground}`,
    ).toEqual([light, dark])
    expect(Math.min(...contrasts), `${colour} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  }
})
