/**
 * Tells whether an environment variable was set by Kubernetes or a Docker link for a neighbouring service, and not by the
 * operator: for a service called `esim-emulator` that is `ESIM_EMULATOR_PORT=tcp://10.0.0.1:4024`. The others of its
 * kind (`ESIM_EMULATOR_SERVICE_HOST`, `ESIM_EMULATOR_PORT_4024_TCP_ADDR`, ...) have names that are no option's.
 */
export const isServiceLink = (name: string, value: string): boolean =>
  /(?:^|_)PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//i.test(value)

/** The value of an environment variable; undefined when it is empty or a service's, which both are as if it were not set. */
export function readVariable(name: string): string | undefined {
  const value = process.env[name]
  return value === undefined || value === '' || isServiceLink(name, value) ? undefined : value
}
