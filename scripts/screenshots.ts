/**
 * Takes pictures of every page of the dashboard, in light, in dark and on a phone, into docs/images. `--to` names another
 * folder; `--check` writes nothing, and says which pictures are no longer true.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CHROMIUM_PLACES, findChromium } from './chromium.ts'
import { findDifference } from './screenshots/picture.ts'
import { takePictures } from './screenshots/take.ts'

const { values: options } = parseArgs({
  options: { to: { type: 'string' }, check: { type: 'boolean', default: false } },
})

const chromium = findChromium()
if (chromium === undefined) {
  console.error(`there is no Chromium in ${CHROMIUM_PLACES.join(', ')}: set CHROMIUM_PATH`)
  process.exit(1)
}

const folder = options.to ?? fileURLToPath(new URL('../docs/images', import.meta.url))
if (!options.check) mkdirSync(folder, { recursive: true })

let untrue = 0
for await (const { name, file } of takePictures(chromium)) {
  const path = `${folder}/${name}.png`
  if (options.check) {
    const problem = existsSync(path) ? findDifference(readFileSync(path), file) : 'is missing'
    if (problem === undefined) continue
    untrue += 1
    console.log(`${name}.png ${problem}`)
  } else {
    writeFileSync(path, file)
    console.log(`${name}.png, ${Math.ceil(file.length / 1_000)} kB`)
  }
}
if (untrue > 0) {
  console.error(`${untrue} pictures are no longer true: npm run screenshots takes them again`)
  process.exit(1)
}
