import type { ChildProcess } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { VERSION } from '../../src/version.ts'
import { runCli, startCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

/** Says at the end of a process of which scripts it compiled, and of which it used what was kept. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import vm from 'node:vm'
  const told = { compiled: 0, kept: 0 }
  vm.Script = class extends vm.Script {
    constructor(code, options) {
      super(code, options)
      told[options.cachedData !== undefined && this.cachedDataRejected === false ? 'kept' : 'compiled'] += 1
    }
  }
  process.on('exit', () => process.stderr.write(JSON.stringify(told)))
`)}`

/** A folder for temporary files, and the command in it. */
function createMachine() {
  const folder = mkdtempSync(join(tmpdir(), 'compiled-code-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return {
    folder,
    async run(env: Readonly<Record<string, string>> = {}) {
      const { code, stdout, stderr } = await runCli(['--version'], {
        TMPDIR: folder,
        NODE_OPTIONS: `--import=${TELL}`,
        ...env,
      })
      expect([code, stdout]).toEqual([0, `${VERSION}\n`])
      return JSON.parse(stderr) as { readonly compiled: number; readonly kept: number }
    },
    keptIn(): string {
      return join(folder, readdirSync(folder).find((name) => name.startsWith('esim-go-emulator-code-')) ?? 'none')
    },
  }
}

test('the first command keeps what it compiled, and the next one compiles nothing', async () => {
  const { run, keptIn } = createMachine()
  const { compiled, kept } = await run()
  expect([compiled > 3, kept]).toEqual([true, 0])
  expect(readdirSync(keptIn())).toHaveLength(compiled)
  expect(await run()).toEqual({ compiled: 0, kept: compiled })
})

test('what is damaged is not used, and made again', async () => {
  const { run, keptIn } = createMachine()
  const { compiled } = await run()
  for (const name of readdirSync(keptIn())) {
    const file = join(keptIn(), name)
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0, bytes.length / 2))
  }
  expect(await run()).toEqual({ compiled, kept: 0 })
  expect(await run()).toEqual({ compiled: 0, kept: compiled })
})

test('a folder that others can write to is not used', async () => {
  const { run, keptIn } = createMachine()
  await run()
  chmodSync(keptIn(), 0o777)
  expect(await run()).toEqual({ compiled: 0, kept: 0 })
})

test('the variables of Node say where it is kept, and whether', async () => {
  const { run, keptIn } = createMachine()
  expect(await run({ NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual({ compiled: 0, kept: 0 })
  expect(() => readdirSync(keptIn())).toThrow('ENOENT')
  const elsewhere = mkdtempSync(join(tmpdir(), 'compiled-code-elsewhere-'))
  onTestFinished(() => rmSync(elsewhere, { recursive: true }))
  await run({ NODE_COMPILE_CACHE: elsewhere })
  expect(readdirSync(elsewhere).some((name) => name.startsWith('esim-go-emulator-code-'))).toBe(true)
})

test('a folder for temporary files that there is not is not made', async () => {
  const { folder, run } = createMachine()
  const missing = join(folder, 'missing')
  expect((await run({ TMPDIR: missing })).kept).toBe(0)
  expect(existsSync(missing)).toBe(false)
})

/** Makes a folder beside that of the command, as another build would have left it `days` ago. */
function leaveFolder(
  folder: string,
  name: string,
  { days = 30, files = ['core.cjs.code', 'core.cjs.code.4711'] } = {},
) {
  const left = join(folder, name)
  mkdirSync(left, { mode: 0o700 })
  for (const file of files) writeFileSync(join(left, file), 'compiled')
  setAge(left, days)
  return left
}

function setAge(path: string, days: number): void {
  const then = performance.timeOrigin / 1_000 - days * 86_400
  utimesSync(path, then, then)
}

test('who writes compiled code removes that of other builds that was not used for two weeks, and nothing else', async () => {
  const { folder, run } = createMachine()
  const elsewhere = leaveFolder(folder, 'elsewhere')
  const linked = join(folder, 'esim-go-emulator-code-linked')
  symlinkSync(elsewhere, linked)
  const kept = [
    elsewhere,
    linked,
    leaveFolder(folder, 'esim-go-emulator-501'),
    leaveFolder(folder, 'esim-go-emulator-code-used', { days: 13 }),
    leaveFolder(folder, 'esim-go-emulator-code-foreign', { files: ['notes.txt'] }),
    leaveFolder(folder, 'esim-go-emulator-code-open'),
  ]
  chmodSync(join(folder, 'esim-go-emulator-code-open'), 0o777)
  const unused = [
    leaveFolder(folder, 'esim-go-emulator-code-old'),
    leaveFolder(folder, 'esim-go-emulator-code-empty', { files: [] }),
  ]
  await run()
  expect(unused.filter(existsSync)).toEqual([])
  expect(kept.filter((path) => !existsSync(path))).toEqual([])
  expect(readdirSync(elsewhere)).toHaveLength(2)

  // A start that writes nothing looks for nothing.
  leaveFolder(folder, 'esim-go-emulator-code-older')
  await run()
  expect(existsSync(join(folder, 'esim-go-emulator-code-older'))).toBe(true)
})

test('a start marks the folder that it uses, once a day', async () => {
  const { run, keptIn } = createMachine()
  await run()
  const daysSince = () => (performance.timeOrigin - statSync(keptIn()).mtimeMs) / 86_400_000
  setAge(keptIn(), 20)
  await run()
  expect(daysSince()).toBeLessThan(1)
})

test('under other flags of the engine it is made again, once', async () => {
  const { run } = createMachine()
  const { compiled } = await run()
  const NODE_OPTIONS = `--import=${TELL} --max-old-space-size=512`
  expect(await run({ NODE_OPTIONS })).toEqual({ compiled, kept: 0 })
  expect(await run({ NODE_OPTIONS })).toEqual({ compiled: 0, kept: compiled })
})

test('it is kept of the files of the program alone, since others can change under the same name', async () => {
  const { run, keptIn } = createMachine()
  const folder = mkdtempSync(join(tmpdir(), 'compiled-code-hook-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const hook = join(folder, 'hook.cjs')
  const at = `data:text/javascript,${encodeURIComponent(`
    import { createRequire } from 'node:module'
    process.on('exit', () => createRequire(${JSON.stringify(hook)})(${JSON.stringify(hook)}))
  `)}`
  const NODE_OPTIONS = `--import=${TELL} --import=${at}`
  writeFileSync(hook, '')
  await run({ NODE_OPTIONS })
  expect(readdirSync(keptIn()).filter((name) => name.startsWith('hook'))).toEqual([])
})

/** Says when the heap is small. */
const TELL_STEPS = `data:text/javascript,${encodeURIComponent(`
  import v8 from 'node:v8'
  import { syncBuiltinESMExports } from 'node:module'
  const { setFlagsFromString } = v8
  v8.setFlagsFromString = (flag) => {
    setFlagsFromString(flag)
    if (flag.includes('semi-space')) process.stderr.write('small\\n')
  }
  syncBuiltinESMExports()
  // The engine drops the code of a function that has not run for some collections, of those that come by themselves.
  process.on('SIGUSR2', () => {
    for (let times = 0; times < 20; times++) globalThis.held = Array.from({ length: 100_000 }, () => ({}))
    process.stderr.write('collected\\n')
  })
`)}`

/** Starts an emulator in a folder for temporary files, and opens a page; it ends when it has done `meanwhile` too. */
async function runWithPage(folder: string, meanwhile: (run: Run) => Promise<void>) {
  const { child, url, complaints } = await startCli([], {
    TMPDIR: folder,
    NODE_OPTIONS: `--import=${TELL_STEPS} --import=${TELL}`,
  })
  let text = ''
  const tells = (words: string) =>
    new Promise<void>((resolve) => {
      const look = (chunk = '') => {
        text += chunk
        if (text.includes(words)) resolve()
      }
      child.stderr?.on('data', look)
      look()
    })
  await tells('small')
  expect((await fetch(new URL('/_emulator/', url))).status).toBe(200)
  await meanwhile({ child, tells })
  child.kill('SIGTERM')
  const told = (await complaints).split('\n').findLast((line) => line.startsWith('{'))
  return JSON.parse(told ?? '') as { readonly compiled: number; readonly kept: number }
}

interface Run {
  readonly child: ChildProcess
  readonly tells: (words: string) => Promise<void>
}

test('a running emulator keeps and loads what the first page needs, too: it has a smaller heap than at its start', async () => {
  const { folder } = createMachine()
  const { compiled } = await runWithPage(folder, async () => undefined)
  expect(await runWithPage(folder, async () => undefined)).toEqual({ compiled: 0, kept: compiled })
})

test('an emulator that ran for long keeps as much as one that did not', async () => {
  const sizeOfKept = async (meanwhile: (run: Run) => Promise<void>) => {
    const { folder, keptIn } = createMachine()
    await runWithPage(folder, meanwhile)
    return readdirSync(keptIn()).reduce((sum, name) => sum + statSync(join(keptIn(), name)).size, 0)
  }
  const soonEnded = await sizeOfKept(async () => undefined)
  const longRun = await sizeOfKept(async ({ child, tells }) => {
    child.kill('SIGUSR2')
    await tells('collected')
  })
  expect(longRun / soonEnded).toBeGreaterThan(0.95)
})
