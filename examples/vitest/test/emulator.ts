import { connectedTest, test as inProcess } from 'esim-go-emulator/vitest'

// The one line that says where the emulator is: `inProcess`, or `connectedTest` for the one at ESIM_EMULATOR_URL.
export const test = process.env.ESIM_EMULATOR_URL === undefined ? inProcess : connectedTest
