export { verifySignature } from './callbacks/sign.ts'
export type { Advanced, ClockReading, ControlledEsim, DeliveredCallback, Settings, Usage } from './client/calls.ts'
export { type ConnectedEmulator, type ConnectOptions, connectEmulator } from './client/connect.ts'
export type { OrganisationHandle } from './client/handle.ts'
export {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type ListenOptions,
} from './emulator.ts'
export { InputFileError } from './fixtures/catalogue-file/input-file.ts'
export { EmulatorError } from './http/control-answer.ts'
export type { EmulatorEvent } from './log/observe.ts'
export { DatabaseError } from './state/engine/database.ts'
export { DriverError } from './state/engine/driver.ts'
