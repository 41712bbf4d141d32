/** Extensions of files worth opening. Only a scan trusts them; what a file really is, its first bytes say. */
const imageExtensions = new Set([
  'jpg',
  'jpeg',
  'jpe',
  'jfif',
  'png',
  'webp',
  'avif',
  'gif',
  'tif',
  'tiff',
  'bmp',
  'dib',
  'svg',
  'heic',
  'heif',
])

/** Whether a file of this name is taken for an image by a scan, whatever the case of its extension. */
export function hasImageExtension(name: string): boolean {
  return imageExtensions.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase())
}

/** What Glance decodes. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff' | 'bmp' | 'svg'

/** What the first bytes say: a format that decodes, an image of a known kind that does not, or nothing known. */
export type Sniffed = { format: ImageFormat } | { unsupported: string } | null

const signatures: readonly (readonly [pattern: RegExp, result: Exclude<Sniffed, null>])[] = [
  [/^\xff\xd8\xff/, { format: 'jpeg' }],
  [/^\x89PNG\r\n\x1a\n/, { format: 'png' }],
  [/^RIFF[^]{4}WEBP/, { format: 'webp' }],
  [/^GIF8[79]a/, { format: 'gif' }],
  [/^(?:II[*+]\0|MM\0[*+])/, { format: 'tiff' }],
  // Nothing but the header's size (12 to 124,
  // a multiple of 4) distinguishes a bitmap from a text that begins with "BM".
  [/^BM[^]{12}[\x0c-\x7c]\0\0\0/, { format: 'bmp' }],
  [/^(?:\xff\x0a|\0\0\0\x0cJXL )/, { unsupported: 'JPEG XL' }],
  [/^\0\0\0\x0cjP {2}/, { unsupported: 'JPEG 2000' }],
  [/^8BPS/, { unsupported: 'Photoshop' }],
  [/^(?:\xef\xbb\xbf)?\s*<(?:svg[\s>]|[?!][^]*<svg[\s>])/, { format: 'svg' }],
]

/** Detects the format by content. `.jpg` files that are PNG inside are common, and decode as what they are. */
export function sniffFormat(bytes: Uint8Array): Sniffed {
  // One character a byte. An SVG may begin with a long comment or doctype, hence 4 KiB.
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1')
  for (const [pattern, result] of signatures) if (pattern.test(head)) return result
  return head.slice(4, 8) === 'ftyp' ? sniffHeif(bytes, head) : null
}

/** AVIF and HEIC share a container; its list of brands names the coding inside. */
function sniffHeif(bytes: Uint8Array, head: string): Sniffed {
  const end = Math.min(head.length, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0))
  const brands: string[] = []
  for (let at = 8; at + 4 <= end; at += 4) if (at !== 12) brands.push(head.slice(at, at + 4))
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return { format: 'avif' }
  return brands.some((brand) => /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? { unsupported: 'HEIC' } : null
}
