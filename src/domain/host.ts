/** The parts of a Host header, of an origin or of an option that names a host. */
export interface Host {
  /** In lower case, without a dot at its end; IPv6 in brackets. */
  readonly name: string
  /** Empty where the text has none. */
  readonly port: string
}

/** Reads `sandbox.example.com:4024`; undefined for what is no host. */
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

/** `localhost`, names below it, and the addresses that lead to the machine itself. */
const THIS_MACHINE =
  /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/

export const isThisMachine = ({ name }: Host): boolean => THIS_MACHINE.test(name)

const LOOPBACK_ADDRESS = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i

/** Whether an address to listen on can only be reached from this machine. */
export const isLoopback = (host: string): boolean => LOOPBACK_ADDRESS.test(host.includes(':') ? `[${host}]` : host)

/**
 * How containers and virtual machines call the machine that they run on, whose loopback addresses answer: the names of
 * Docker, Podman, minikube and others (`.internal` is nobody's to register), the addresses of Android's emulators.
 */
const FROM_INSIDE = /^(?:(?:host|gateway)\.[a-z0-9-]+\.internal|10\.0\.[23]\.2)$/

export const isMachineFromInside = ({ name }: Host): boolean => FROM_INSIDE.test(name)

/** An origin in the form of an Origin header: in lower case, without a slash at its end or the scheme's own port. */
export function normaliseOrigin(text: string): string {
  const plain = text.toLowerCase().replace(/\/$/, '')
  return /^https?:/.test(plain) && URL.canParse(plain) ? new URL(plain).origin : plain
}

/** Whether a text is `*` or an origin: a scheme and a host, `null` for pages of files. */
export const isOrigin = (text: string): boolean =>
  text === '*' ||
  text === 'null' ||
  /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::\d{1,5})?\/?$|^https?:\/\/\[[0-9a-f:.]+\](?::\d{1,5})?\/?$/i.test(text)

/** What a caller is told who uses a name that does not lead here by the operator's will. */
export const strangeHostText = (host: string): string =>
  `this emulator is not called ${host}: use its address, 127.0.0.1, or start it with --allow-host ${host}`
