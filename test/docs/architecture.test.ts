import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, readDocument } from '../../scripts/docs/blocks.ts'

const MAP = 'docs/architecture.md'
const text = readFileSync(join(ROOT, MAP), 'utf8')

/** The files that the map names, each from the top of the repository. */
const files = [...new Set([...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.\w+)`/g)].map(([, path = '']) => path))]

const folders = readdirSync(join(ROOT, 'src')).filter((name) => statSync(join(ROOT, 'src', name)).isDirectory())

test.each(files)('the map names %s, which there is', (path) => {
  expect(existsSync(join(ROOT, path))).toBe(true)
})

test('the map names the files that a change touches', () => {
  expect(files.length).toBeGreaterThan(50)
})

test.each(folders)('the map says what src/%s is for', (folder) => {
  expect(text).toMatch(new RegExp(`^\\| \\d+ \\| [^|]*\`${folder}\``, 'm'))
})

test('the diagram of the map has folders of src alone', () => {
  const diagram = readDocument(MAP).find(({ language }) => language === 'text')
  const named = [...(diagram?.text ?? '').matchAll(/(?<![\w./])([a-z-]+)\/(?= |$)/gm)].map(([, folder = '']) => folder)
  expect(named.length).toBeGreaterThan(8)
  expect(named.filter((folder) => !folders.includes(folder))).toEqual([])
})
