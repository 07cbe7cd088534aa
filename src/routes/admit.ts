import type { Context } from 'hono'
import { versionOf } from '../domain/api-version.ts'
import { DomainError } from '../domain/errors.ts'
import { keyOf } from '../middleware/caller.ts'
import { writtenPath } from '../middleware/noted-call.ts'
import type { Tenant, Tx } from '../state/state.ts'
import type { RouteDependencies } from './mount.ts'

/** A call that is let through. */
export interface Admitted {
  readonly tenant: Tenant
  /** A write of its organisation. Throws foreign_page for a call that a page of another place may have caused. */
  readonly write: Write
  /** The write of its handler, which throws the same. HEAD tells what GET would answer, and does nothing of it. */
  readonly perform: Write
}

type Write = <T>(tenant: Tenant, work: (tx: Tx) => T) => T

/**
 * The organisation of a call, by its key: the header; or, in the versions that know it, the query parameter.
 *
 * A page of another place needs nobody's leave to send a request, as long as it has no header of its own: a key in the
 * query is all that it needs. So what it sends may change nothing, whatever its method: it writes nothing, and it opens no
 * organisation. Throws access_denied, which is noted for whoever runs the server, foreign_page and unexpected_host.
 */
export function admit(context: Context, given: RouteDependencies): Admitted {
  const request = context.req.raw
  const { guard } = given
  const reads = request.method === 'GET' || request.method === 'HEAD'
  const hasHeader = Boolean(context.req.header('x-api-key'))
  const page = reads && hasHeader ? undefined : guard.findForeignPage(request)
  if (page !== undefined && !reads) throw new DomainError('foreign_page', { origin: page })
  const host = guard.findStrangeHost(request.headers)
  if (host !== undefined) throw new DomainError('unexpected_host', { host })
  const key = keyOf(request)
  if (page === undefined) {
    const perform: Write = request.method === 'HEAD' ? (...write) => given.state.rehearse(...write) : given.write
    return { tenant: enter(context, given, key), write: given.write, perform }
  }
  const refuse = (): never => {
    throw new DomainError('foreign_page', { origin: page })
  }
  if (key !== undefined && !given.isOpen(key)) refuse()
  return { tenant: enter(context, given, key), write: refuse, perform: refuse }
}

function enter(context: Context, given: RouteDependencies, key: string | undefined): Tenant {
  try {
    return given.enter(key)
  } catch (error) {
    const version = versionOf(writtenPath(context.req.url))
    // Outside of every version there is nothing that a key opens: browsers ask for icons there, machines whether it lives.
    if (version !== undefined && error instanceof DomainError && error.code === 'access_denied') {
      given.callers.add(context.req.raw, { api: 'vendor', sourceIp: given.sourceIp(context) })
    }
    throw error
  }
}
