// A name may begin with U+FEFF: that is part of the name, not a mark to drop.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A file's name as text, byte for byte, or null where its bytes are not UTF-8 and no text can name the file. */
export function decodeName(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** Bytes that are not UTF-8, made visible: printable ASCII as it is, everything else as `\xNN`. */
export function escapeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('')
}

/** A name for a message: one line, whatever the name holds. */
export function showName(name: string): string {
  return name.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1))
}
