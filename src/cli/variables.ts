import { BASE_PREFIX } from '../domain/api-version.ts'

/** What tells a program where an emulator is: `exec` sets it, `env` prints it, and the examples read it. */
export const variablesFor = (url: string, apiKey: string): Readonly<Record<string, string>> => ({
  ESIM_EMULATOR_URL: url,
  ESIM_EMULATOR_API_URL: `${url}${BASE_PREFIX}`,
  ESIM_EMULATOR_API_KEY: apiKey,
})
