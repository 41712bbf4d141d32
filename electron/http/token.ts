import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits that only the person who started the host knows. */
export const makeToken = (): string => randomBytes(32).toString('base64url')

/** Compares without telling, by the time it takes, how much of it was right. */
export function isToken(given: string | undefined, token: string): boolean {
  if (given === undefined) return false
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
