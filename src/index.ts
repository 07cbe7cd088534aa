export { verifySignature } from './callbacks/sign.ts'
export { type ConnectedEmulator, type ConnectOptions, connectEmulator } from './connect.ts'
export {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type ListenOptions,
} from './emulator.ts'
export {
  type Advanced,
  type ClockReading,
  type ControlledEsim,
  type DeliveredCallback,
  EmulatorError,
  type OrganisationHandle,
  type Settings,
  type Usage,
} from './handle.ts'
export type { EmulatorEvent } from './log/observe.ts'
export { DatabaseError } from './state/engine/database.ts'
export { DriverError } from './state/engine/driver.ts'
