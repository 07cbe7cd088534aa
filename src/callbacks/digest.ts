/** A digest, and how it was written. */
export interface Digest {
  readonly hex: string
  readonly form: 'hex' | 'base64' | 'base64 of hex' | 'prefixed'
}

/** Reads a digest of so many bytes, in whichever encoding it is written; 32 are those of SHA-256. */
export function readDigest(signature: string, bytes = 32): Digest | undefined {
  const bare = signature.replace(/^(?:x-signature-sha256:\s*)?["']?(?:sha256=)?["']?|["']$/gi, '')
  const digest = readBare(bare, bytes)
  return digest && bare !== signature ? { ...digest, form: 'prefixed' } : digest
}

function readBare(bare: string, bytes: number): Digest | undefined {
  const isHex = (text: string) => text.length === 2 * bytes && /^[0-9a-f]+$/i.test(text)
  if (isHex(bare)) return { hex: bare.toLowerCase(), form: 'hex' }
  const [characters = '', padding = ''] = /^([\w+/-]*)(={0,2})$/.exec(bare)?.slice(1) ?? []
  if (characters.length === Math.ceil((bytes * 4) / 3)) {
    const isPlain = !/[-_]/.test(bare) && padding.length === (3 - (bytes % 3)) % 3
    return { hex: Buffer.from(bare, 'base64').toString('hex'), form: isPlain ? 'base64' : 'prefixed' }
  }
  const text = characters === '' ? '' : Buffer.from(characters, 'base64').toString('latin1')
  return isHex(text) ? { hex: text.toLowerCase(), form: 'base64 of hex' } : undefined
}
