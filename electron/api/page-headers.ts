const makeHeaders = (base: "'none'" | "'self'"): Readonly<Record<string, string>> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'", // the virtual grid and the overlay place their parts by style attributes
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "form-action 'none'",
    `base-uri ${base}`,
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
})

/**
 * What every answer to the page carries: nothing but Glance's own files runs or loads, the page is cross-origin
 * isolated (WebAssembly threads need it), and no other page can frame it or read its answers.
 */
export const pageHeaders = makeHeaders("'none'")

/** The same in a browser, where the page finds the service below a base of its own, which contains its secret. */
export const browserPageHeaders = makeHeaders("'self'")
