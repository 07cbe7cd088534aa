export { createEmulator, type Emulator, type EmulatorOptions, type ListenOptions } from './emulator.ts'
