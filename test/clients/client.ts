import type { Form } from './forms.ts'

/** Where a client is pointed, and as whom it calls. */
export interface Account {
  /** With the version prefix. */
  readonly baseUrl: string
  readonly apiKey: string
}

/** One call, as a reseller's code would ask its HTTP client for it. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Absent: whatever the client sends by itself. */
  readonly accept?: string
  /** The form in which the client reads an answer that went well. */
  readonly form: Form
}

/** What the client makes of an answer: JSON, or the rows of a CSV, or the names in a ZIP; of a refusal always JSON. */
export interface Reply {
  readonly status: number
  readonly value: unknown
}

/** An HTTP client with its own idea of what goes over the wire. */
export interface Client {
  readonly send: (call: Call) => Promise<Reply>
  readonly close?: () => void
}

/** How those who wrote against the service spell what it reads in several ways. */
export interface Habits {
  readonly orderKey: 'order' | 'Order'
  readonly applyKey: 'bundle' | 'name'
  readonly assign: true | 'true'
  /** What is asked for when JSON install details are wanted. */
  readonly acceptJson: string | undefined
}

export const HABITS: Habits = { orderKey: 'order', applyKey: 'bundle', assign: true, acceptJson: 'application/json' }

/** The address of a call. */
export function urlOf({ baseUrl }: Account, { path, query = {} }: Call): string {
  const search = new URLSearchParams(query).toString()
  return `${baseUrl}${path}${search === '' ? '' : `?${search}`}`
}
