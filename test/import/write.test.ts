import fs, { readdirSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeFile } from '../../src/import/write.ts'
import { makeFolder, readIn } from './support.ts'

test('a file is complete although each write takes a part of the text', async () => {
  const whole = fs.writeSync
  const short = (file: number, data: string | NodeJS.ArrayBufferView, offset = 0): number => {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    return whole(file, bytes, offset, Math.min(3, bytes.byteLength - offset))
  }
  onTestFinished(() => {
    fs.writeSync = whole
    syncBuiltinESMExports()
  })
  fs.writeSync = short as typeof fs.writeSync
  syncBuiltinESMExports()
  const out = makeFolder()
  await writeFile(out, 'file.json', async (file) => file.write('{"name":"Köln"}'))
  expect(readIn(out, 'file.json')).toBe('{"name":"Köln"}')
})

test('a file that cannot be written leaves nothing', async () => {
  const out = makeFolder()
  const failure = writeFile(out, 'file.json', async (file) => {
    file.write('{"name":')
    throw new Error('no space left')
  })
  await expect(failure).rejects.toThrow('no space left')
  fs.mkdirSync(join(out, 'file.json'))
  await expect(writeFile(out, 'file.json', async (file) => file.write('{}'))).rejects.toThrow('EISDIR')
  expect(readdirSync(out)).toEqual(['file.json'])
})
