import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits that only pages that were let in know. */
export const makeSecret = (): string => randomBytes(32).toString('base64url')

/** Compares without telling, by the time it takes, how much of it was right. */
export function isSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
