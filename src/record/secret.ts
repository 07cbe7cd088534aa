import { randomBytes } from 'node:crypto'

/** Makes the secret that replaces the data of calls without a key: they belong to no account whose replacements are known. */
export const createSecret = (): string => randomBytes(32).toString('hex')
