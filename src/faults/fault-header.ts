import { parseDuration } from '../domain/duration.ts'
import type { CallFault, FaultPhase } from '../domain/fault.ts'

/** The fault in the Emulator-Fault header of a request: `status=503; phase=after`. */
export interface HeaderFault {
  readonly phase: FaultPhase
  readonly fault: CallFault
}

/** Parses the header; undefined when it is malformed. */
export function parseFaultHeader(text: string): HeaderFault | undefined {
  const parts = new Map(
    text.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=', 2).map((piece) => piece.trim())
      return [name.toLowerCase(), value] as const
    }),
  )
  const phase = parts.get('phase') ?? 'before'
  if (phase !== 'before' && phase !== 'after') return undefined
  const fault = parseFault(parts)
  return fault && { phase, fault }
}

function parseFault(parts: ReadonlyMap<string, string>): CallFault | undefined {
  const status = Number(parts.get('status'))
  if (Number.isInteger(status) && status >= 200 && status <= 599) return { type: 'status', status }
  const delayMs = parts.has('delay') ? parseDuration(parts.get('delay') ?? '') : undefined
  if (delayMs !== undefined) return { type: 'delay', delayMs }
  for (const type of ['timeout', 'reset', 'malformed'] as const) if (parts.has(type)) return { type }
  return undefined
}
