import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor } from '../../src/domain/redaction.ts'

const key = fc.stringMatching(/^[\x21-\x7e]{1,128}$/)

/** A key as its caller may write it: each character plainly, as a URL escapes it, or as JSON does. */
const spelled = (text: string, style: 'plain' | 'url' | 'json', choices: readonly boolean[]): string =>
  [...text]
    .map((character, index) => {
      const hex = character.charCodeAt(0).toString(16).padStart(2, '0')
      if (style === 'url') return choices[index % choices.length] ? `%${hex}` : encodeURIComponent(character)
      if (style === 'json')
        return choices[index % choices.length] ? `\\u00${hex.toUpperCase()}` : JSON.stringify(character).slice(1, -1)
      return character
    })
    .join('')

/** What stands around it, by style. */
const PLACES = {
  plain: [
    ['', ''],
    ['/', '/more'],
    ['?a=', '&b=1'],
    ['"', '"'],
    ['{"a":["', '"]}'],
    ['Bearer ', ''],
  ],
  url: [
    ['/v2.4/', ''],
    ['a=', '&b=2'],
    ['%22', '%22'],
  ],
  json: [['{"note":"', '"}']],
} as const

const written = fc
  .constantFrom('plain', 'url', 'json')
  .chain((style) => fc.tuple(fc.constant(style), fc.constantFrom(...PLACES[style])))

const choices = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 })

test('a key is in no text that was read, wherever and however it was written', () => {
  fc.assert(
    fc.property(key, written, choices, (key, [style, [before, after]], choices) => {
      fc.pre(!`${before} ${after}`.includes(key) && !key.includes('*'))
      const text = `${before}${spelled(key, style, choices)}${after}`
      const read = createRedactor([key])(text)
      expect(read).toContain('***')
      expect(read).not.toContain(spelled(key, style, choices))
      // Of other keys a part may look like a part of what is around it.
      if (/^[\w-]+$/.test(key)) expect(read).toBe(`${before}***${after}`)
    }),
    { numRuns: 500 },
  )
})

test('a long key is in no text, whatever stands beside it', () => {
  const around = fc.string({ maxLength: 20 })
  fc.assert(
    fc.property(fc.stringMatching(/^[\x21-\x29\x2b-\x7e]{8,128}$/), around, around, (key, before, after) => {
      expect(createRedactor([key])(`${before}${key}${after}`)).not.toContain(key)
    }),
    { numRuns: 500 },
  )
})

test('a text without the key stays as it is', () => {
  fc.assert(
    fc.property(key, fc.json(), (key, text) => {
      fc.pre(!text.includes(key))
      expect(createRedactor([`${key}-that-is-long`])(text)).toBe(text)
    }),
  )
})
