import type { CONTROL_MODULES } from '../contract/control/operations.ts'

type ControlModules = typeof CONTROL_MODULES

/** Finds an operation, once the contract is loaded. */
export type Named<O> = (modules: ControlModules) => O

type NamedModules = {
  readonly [Module in keyof ControlModules]: {
    readonly [Name in keyof ControlModules[Module]]: Named<ControlModules[Module][Name]>
  }
}

/** Loads the contract of the control API with the first call: a start waits for none of its schemas. */
export const loadContract = async (): Promise<ControlModules> =>
  (await import('../contract/control/operations.ts')).CONTROL_MODULES

/** The operations by their names, before the contract is loaded. */
export const operations = new Proxy({} as NamedModules, {
  get: (_, module: keyof ControlModules) =>
    new Proxy({}, { get: (_, name) => (modules: ControlModules) => modules[module][name as never] }),
})
