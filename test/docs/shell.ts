import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { type Block, ROOT } from '../../scripts/docs/blocks.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { NOT_RUN } from './exempt.ts'

/** The ports that documents name: of the emulator, and of the receivers of examples/. */
const PORTS = { emulator: '4024', receiver: '4030' } as const

export interface Ran {
  readonly code: number
  /** Absent where nothing of the block is run here. */
  readonly stdout?: string
  readonly stderr: string
}

/** What a line of a block is: skipped, a server that goes on until the document is over, or an ordinary command. */
type Kind = 'skipped' | 'emulator' | 'receiver' | 'command'

const EMULATOR = /^(?:npm start(?: --)?|(?:npx )?esim-go-emulator(?: start)?(?= --(?!help|version)|$))/
const RECEIVER = /^node examples\/callback-receiver\.mjs$/

const kindOf = (command: string): Kind => {
  if (NOT_RUN.some(([pattern]) => pattern.test(command))) return 'skipped'
  if (RECEIVER.test(command)) return 'receiver'
  return EMULATOR.test(command) ? 'emulator' : 'command'
}

/**
 * The commands of a block, each with the lines that it goes on over; what `npm ci &&` is in front of stands alone. curl fails on
 * an error (see createProject), unless a comment beside it announces the status: `# 401`.
 */
export function readCommands({ text }: Block): { readonly kind: Kind; readonly command: string }[] {
  const lines = text.replace(/\\\n\s*/g, ' ').replace(/^npm ci && /gm, 'npm ci\n')
  const plain = lines
    .split('\n')
    .map((line) => (/# [45]\d\d$/.test(line) ? line.replace(/^curl /, 'curl -q ') : line))
    .map((line) => line.replace(/^# .*$| +# .*$/, ''))
  return plain.filter((line) => line.trim() !== '').map((command) => ({ kind: kindOf(command), command }))
}

/** A reader at work in a project: runs the shell blocks of a document in their order, with the servers that they start. */
export class Reader {
  readonly #project: string
  /** The ports that stand for those of the documents. */
  readonly #ports = new Map<string, string>()
  readonly #servers = new Map<string, ChildProcess>()

  constructor(project: string) {
    this.#project = project
    onTestFinished(() => {
      for (const server of this.#servers.values()) server.kill('SIGKILL')
    })
  }

  /** Runs a block, and returns how it ended; of servers that it starts, the line that they begin with. */
  async run(block: Block): Promise<Ran> {
    const commands = readCommands(block)
    const started: string[] = []
    for (const { command } of commands.filter(({ kind }) => kind === 'emulator')) {
      const args = command.replace(EMULATOR, '').trim().split(/\s+/).filter(Boolean)
      // One without options is the same in this process, and costs no start, where nobody looks at what it prints.
      if (args.length === 0 && block.output === undefined) await this.#openEmulator()
      else started.push(await this.#startEmulator(args))
    }
    if (commands.some(({ kind }) => kind === 'receiver')) {
      const receiver = [join(ROOT, 'examples/callback-receiver.mjs')]
      started.push(await this.#start(PORTS.receiver, receiver, { PORT: '0' }))
    }
    const script = commands.filter(({ kind }) => kind === 'command').map(({ command }) => command)
    if (commands.every(({ kind }) => kind === 'skipped')) return { code: 0, stderr: '' }
    if (script.length === 0) return { code: 0, stdout: started.map((line) => `${line}\n`).join(''), stderr: '' }
    if (!this.#ports.has(PORTS.emulator)) await this.#openEmulator()
    return this.#runScript(script.join('\n'))
  }

  async #openEmulator(): Promise<void> {
    const { emulator } = await createTestEmulator({ clock: 'auto' })
    this.#ports.set(PORTS.emulator, new URL((await emulator.listen()).url).port)
  }

  #startEmulator(args: readonly string[]): Promise<string> {
    const given = args.map((arg) => this.#withPorts(arg))
    return this.#start(PORTS.emulator, [join(ROOT, 'dist/cli.js'), 'start', ...given, '--port', '0'], {})
  }

  /** Starts a server in the place of the one before it, and returns its first line, as the documents have it. */
  async #start(name: string, args: readonly string[], variables: Record<string, string>): Promise<string> {
    this.#servers.get(name)?.kill('SIGKILL')
    const server = spawn(process.execPath, args, { cwd: this.#project, env: { ...this.#env(), ...variables } })
    this.#servers.set(name, server)
    let complaints = ''
    server.stderr.on('data', (chunk) => (complaints += chunk))
    const lines = createInterface({ input: server.stdout })
    const line = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve)
      server.once('close', () => reject(new Error(`${args.join(' ')} ended: ${complaints}`)))
    })
    const [, port = ''] = /:(\d+)/.exec(line) ?? []
    this.#ports.set(name, port)
    return line.replaceAll(`:${port}`, `:${name}`)
  }

  #runScript(script: string): Promise<Ran> {
    const text = `set -euo pipefail\n${this.#withPorts(script)}`
    return new Promise((resolve) => {
      execFile('bash', ['-c', text], { cwd: this.#project, env: this.#env() }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      )
    })
  }

  #withPorts(text: string): string {
    return [...this.#ports].reduce((replaced, [name, port]) => replaced.replaceAll(name, port), text)
  }

  #env(): Record<string, string> {
    const url = `http://127.0.0.1:${this.#ports.get(PORTS.emulator)}`
    return {
      PATH: `${this.#project}/bin:${process.env.PATH}`,
      HOME: this.#project,
      ESIM_EMULATOR_URL: url,
      ESIM_EMULATOR_API_URL: `${url}/v2.4`,
      ESIM_GO_URL: `${url}/v2.4`,
    }
  }
}

const UNLIKE = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID'],
  [/\b89\d{16,20}\b/g, 'ICCID'],
  [/LPA:1\$\S+/g, 'LPA'],
] as const

const withoutIds = (line: string): string =>
  UNLIKE.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), line).trimEnd()

/** Whether something was printed as a document shows it: ids are other ones, and `...` stands for any lines. */
export function isShown(printed: string, shown: string): boolean {
  const lines = shown.trimEnd().split('\n').map(withoutIds)
  const pattern = lines.map((line) => (line.trim() === '...' ? '(?:.*\\n)*?' : `${literal(line)}\\n`)).join('')
  return new RegExp(`^${pattern}$`).test(`${printed.trimEnd().split('\n').map(withoutIds).join('\n')}\n`)
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
