/** One expectation of a step. */
export interface Check {
  /** The subject of the check: `balance`, `bundle esim_1GB_7D_FR_V2 state`. */
  readonly what: string
  readonly met: boolean
  readonly expected: string
  readonly actual: string
}

export interface StepReport {
  readonly name: string
  /** The organisation's clock after the step. */
  readonly at: string
  readonly checks: readonly Check[]
  /** Why it could not be carried out; the steps after it were left out. */
  readonly error?: string
}

/** The result of a scenario run. */
export interface StoryReport {
  readonly scenario: string
  /** Whether every step could be carried out and every expectation was met. */
  readonly met: boolean
  readonly steps: readonly StepReport[]
  /** The number of steps left out after one that could not be carried out. */
  readonly skipped: number
}

/** A report to read: a line for each step, and below it what was not as expected. */
export function renderReport({ scenario, met, steps, skipped }: StoryReport): string {
  const lines = [scenario]
  for (const { name, at, checks, error } of steps) {
    const failed = checks.filter((check) => !check.met)
    const sign = error === undefined && failed.length === 0 ? 'ok  ' : 'FAIL'
    const counted = checks.length > 0 ? ` (${checks.length - failed.length} of ${checks.length} as expected)` : ''
    lines.push(`  ${sign} ${at}  ${name}${counted}`)
    if (error !== undefined) lines.push(`         ${error}`)
    for (const { what, expected, actual } of failed)
      lines.push(`         ${what}: expected ${expected}, it is ${actual}`)
  }
  const checks = steps.flatMap((step) => step.checks)
  const failed = checks.filter((check) => !check.met).length
  if (skipped > 0) lines.push(`  ${skipped} steps were left out`)
  lines.push(
    met
      ? `met: ${checks.length} expectations in ${steps.length} steps`
      : `not met: ${failed} of ${checks.length} expectations failed`,
  )
  return `${lines.join('\n')}\n`
}
