/**
 * How a page in a browser is let in. The address that `glance serve` printed brings a ticket, or a person types its
 * code; the host gives the secret for it, below which everything is that the page asks for. Only this tab keeps it, and
 * it never is in the address bar.
 */
const kept = 'secret'

export type Entry = 'in' | 'wrong' | 'unreachable'
export type CodeRequest = 'shown' | 'wait' | 'unreachable'

/** Goes in with the ticket in the address, or as this tab did before; says whether it is in. */
export async function enter(): Promise<boolean> {
  const code = new URLSearchParams(location.search).get('ticket')
  if (code !== null) {
    history.replaceState(history.state, '', location.pathname) // histories keep addresses
    if ((await enterWith(code)) === 'in') return true
  }
  const secret = sessionStorage.getItem(kept)
  if (secret !== null) setBase(secret)
  return secret !== null
}

/** Goes in with a code that a person typed. */
export async function enterWith(code: string): Promise<Entry> {
  const response = await post('/enter', { code })
  if (response === null) return 'unreachable'
  if (!response.ok) return 'wrong'
  const { secret } = (await response.json()) as { secret: string }
  sessionStorage.setItem(kept, secret)
  setBase(secret)
  return 'in'
}

/** Has the host show a new code where it was started. */
export async function askForCode(): Promise<CodeRequest> {
  const response = await post('/code', {})
  if (response === null) return 'unreachable'
  return response.ok ? 'shown' : 'wait'
}

/** Whether the host no longer knows this page; false also where it does not answer. */
export async function isTurnedAway(): Promise<boolean> {
  const response = await fetch('check').catch(() => null)
  return response?.status === 401
}

/** A host that was restarted has another secret: the page begins anew and asks for a code. */
export function leave(): void {
  sessionStorage.removeItem(kept)
  location.reload()
}

const post = (path: string, body: object): Promise<Response | null> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null)

/** From now on every relative address of the page leads below the secret. */
function setBase(secret: string): void {
  // A browser keeps the addresses of icons.
  for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel=icon]')) icon.href = new URL(icon.href).href
  document.head.prepend(Object.assign(document.createElement('base'), { href: `/s/${secret}/` }))
}
