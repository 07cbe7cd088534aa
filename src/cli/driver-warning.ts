/**
 * What to be told of a version of Node, if anything: from 24.19 on the database driver may end the process (README, "Start
 * in thirty seconds").
 */
export function findDriverProblem(nodeVersion: string): string | undefined {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  if (major < 24 || (major === 24 && minor < 19)) return undefined
  return `Node ${nodeVersion} may crash in the database driver: use Node 22`
}

/** Says so in one line, on standard error. */
export function warnOfDriver(log: 'pretty' | 'json' | 'silent'): void {
  const problem = log === 'silent' ? undefined : findDriverProblem(process.versions.node)
  if (problem !== undefined) process.stderr.write(`esim-go-emulator: ${problem}\n`)
}
