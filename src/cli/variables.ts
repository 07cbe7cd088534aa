import { BASE_PREFIX } from '../domain/api-version.ts'

/** The environment variables that lead a program to an emulator: `exec` sets them, `env` prints them, the examples read them. */
export const variablesFor = (url: string, apiKey: string): Readonly<Record<string, string>> => ({
  ESIM_EMULATOR_URL: url,
  ESIM_EMULATOR_API_URL: `${url}${BASE_PREFIX}`,
  ESIM_EMULATOR_API_KEY: apiKey,
})
