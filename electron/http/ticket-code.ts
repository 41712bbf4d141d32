import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no letter looks like a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const group = 4
const length = 2 * group

/** 40 random bits that a person can type: with few tries and a minute to live, nobody guesses them. */
export const makeCode = (): string =>
  Array.from(randomBytes(length), (byte, index) => (index === group ? '-' : '') + alphabet[byte % 32]!).join('')

/** What a person may make of a code: small letters, other separators or none, and letters that look like a digit. */
export function readCode(typed: string): string {
  const read = typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll(/[IL]/g, '1')
    .replaceAll('O', '0')
  return `${read.slice(0, group)}-${read.slice(group)}`
}
