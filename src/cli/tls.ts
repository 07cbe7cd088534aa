import { readFileSync } from 'node:fs'
import type { TlsOptions } from '../server/tls.ts'
import { CommandFailure, EXIT } from './options.ts'

export interface TlsFlags {
  readonly tlsCert?: string
  readonly tlsKey?: string
}

/** Reads the certificate and the key that the flags name; undefined for HTTP. Throws CommandFailure. */
export async function readTls({ tlsCert, tlsKey }: TlsFlags): Promise<TlsOptions | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) {
    const [given, missing] = tlsKey === undefined ? ['cert', 'key'] : ['key', 'cert']
    throw new CommandFailure(
      `--tls-${given} needs --tls-${missing} (or ESIM_EMULATOR_TLS_${missing?.toUpperCase()}) beside it`,
      EXIT.usage,
    )
  }
  const tls = { cert: read('cert', tlsCert), key: read('key', tlsKey) }
  const { findTlsProblem } = await import('../server/tls.ts')
  const wrong = findTlsProblem(tls)
  if (!wrong) return tls
  const file = wrong.part === 'cert' ? tlsCert : tlsKey
  throw new CommandFailure(`--tls-${wrong.part} ${file}: it ${wrong.problem}`)
}

function read(part: keyof TlsOptions, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(`--tls-${part} cannot be read: ${(error as Error).message}`)
  }
}
