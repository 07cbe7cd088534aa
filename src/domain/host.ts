/** The parts of a Host header, of an origin or of an option that names a host. */
export interface Host {
  /** In lower case, without a dot at its end; IPv6 in brackets. */
  readonly name: string
  /** Empty where the text has none. */
  readonly port: string
}

/** Reads a host such as `sandbox.example.com:4024`; undefined for any other text. */
export function parseHost(text: string): Host | undefined {
  if (!/^[A-Za-z0-9.:_[\]-]+$/.test(text)) return undefined
  const port = /:(\d+)$/.exec(text)?.[1] ?? ''
  const written = isBareIpv6(text) ? `[${text}]` : text
  if (!URL.canParse(`http://${written}`)) return undefined
  const name = new URL(`http://${written}`).hostname.replace(/\.$/, '')
  return { name, port: isBareIpv6(text) ? '' : port }
}

const isBareIpv6 = (text: string): boolean => !text.startsWith('[') && text.split(':').length > 2

/** The host of an origin such as `http://localhost:3000` or `capacitor://localhost`. */
export const hostOfOrigin = (origin: string): Host | undefined =>
  URL.canParse(origin) ? parseHost(new URL(origin).host) : undefined

/** `localhost`, names below it, and loopback addresses. */
const THIS_MACHINE =
  /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/

/** Whether a host is this machine: `localhost` or a loopback address. */
export const isThisMachine = ({ name }: Host): boolean => THIS_MACHINE.test(name)

const LOOPBACK_ADDRESS = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i

/** Whether an address to listen on can only be reached from this machine. */
export const isLoopback = (host: string): boolean => LOOPBACK_ADDRESS.test(host.includes(':') ? `[${host}]` : host)

/**
 * Names by which containers and virtual machines reach the machine that they run on: those of Docker, Podman, minikube and
 * others (nobody can register a name in `.internal`), and the addresses of Android's emulators.
 */
const FROM_INSIDE = /^(?:(?:host|gateway)\.[a-z0-9-]+\.internal|10\.0\.[23]\.2)$/

/** Whether a host is a container's name for the machine that it runs on. */
export const isHostMachineAlias = ({ name }: Host): boolean => FROM_INSIDE.test(name)

/** Normalises an origin to the form of an Origin header: lower case, no slash at its end, no default port. */
export function normaliseOrigin(text: string): string {
  const plain = text.toLowerCase().replace(/\/$/, '')
  return /^https?:/.test(plain) && URL.canParse(plain) ? new URL(plain).origin : plain
}

/** Whether a text is `*` or an origin: a scheme and a host, or `null`, the origin of pages opened from files. */
export const isOrigin = (text: string): boolean =>
  text === '*' ||
  text === 'null' ||
  /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::\d{1,5})?\/?$|^https?:\/\/\[[0-9a-f:.]+\](?::\d{1,5})?\/?$/i.test(text)

/** The message of the unexpected_host error. */
export const unexpectedHostMessage = (host: string): string =>
  `this emulator does not answer to the host ${host}: use its address, 127.0.0.1, or start it with --allow-host ${host}`
