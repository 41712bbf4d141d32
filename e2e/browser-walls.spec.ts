import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'

const name = '<img src=x onerror="document.title=`taken`">.jpg'
test.use({ photos: 2, photoNames: [name] })

const inPage = <Value>(page: Page, text: string): Promise<Value> => page.evaluate(text)

test('what is no part of Glance neither runs nor loads in its page', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  // A script in a file's name is a text.
  await expect(page.getByText(name)).toBeVisible()
  expect(await page.title()).not.toBe('taken')
  // An inline script, and one of another server, are refused by the policy.
  const violations = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const found: string[] = []
        document.addEventListener('securitypolicyviolation', (event) => {
          found.push(event.effectiveDirective)
          if (found.length === 3) resolve(found.sort())
        })
        const inline = document.createElement('script')
        inline.textContent = 'document.title = "taken"'
        document.body.append(inline)
        document.body.append(Object.assign(document.createElement('script'), { src: 'https://example.com/a.js' }))
        document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/a.png' }))
      }),
  )
  expect(await violations).toEqual(['img-src', 'script-src-elem', 'script-src-elem'])
  expect(await page.title()).not.toBe('taken')
  expect(await inPage(page, 'fetch("https://example.com/").then(() => "loaded", () => "refused")')).toBe('refused')
  // A text that is run later is refused, too.
  expect(
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective))
          // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what is to be refused
          setTimeout('document.title = "taken"')
        }),
    ),
  ).toBe('script-src')
  expect(await page.title()).not.toBe('taken')
})

test('another page in the same browser can neither frame nor call Glance, nor read its photos', async ({
  glance: { page },
}) => {
  const origin = new URL(page.url()).origin
  // Even one that knew the secret.
  const base = await inPage<string>(page, 'document.baseURI')
  const { server, address } = await serveOtherSite()
  const otherSite = await page.context().newPage()
  try {
    await otherSite.goto(address)
    const call = `fetch("${base}call/project", { method: "POST", credentials: "include", headers: { "content-type": "application/json" }, body: "{}" })`
    expect(await inPage(otherSite, `${call}.then((r) => r.text(), () => "refused")`)).toBe('refused')
    expect(
      await inPage(
        otherSite,
        `fetch("${base}call/project", { method: "POST", mode: "no-cors", credentials: "include", body: "{}" }).then((r) => r.type, () => "refused")`,
      ),
    ).toMatch(/refused|opaque/)
    const image = `new Promise((resolve) => { const i = new Image(); i.onload = () => resolve("loaded"); i.onerror = () => resolve("refused"); i.src = "${base}files/photo/1" })`
    expect(await inPage(otherSite, image)).toBe('refused')
    // Nor is it let in where it has the code: only Glance's own page asks.
    const enter = `fetch("${origin}/enter", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })`
    expect(await inPage(otherSite, `${enter}.then((r) => r.text(), () => "refused")`)).toBe('refused')
    // A frame that is refused is loaded, too: with an error page.
    await otherSite.evaluate(
      (address) =>
        new Promise((resolve) => {
          const frame = Object.assign(document.createElement('iframe'), { src: address, onload: resolve })
          document.body.append(frame)
        }),
      `${origin}/`,
    )
    expect(otherSite.frames()).toHaveLength(2)
    for (const frame of otherSite.frames().slice(1)) await expect(frame.getByRole('listbox')).toHaveCount(0)
  } finally {
    await otherSite.close()
    server.close()
  }
})

test('another server on this machine that the browser visits learns no secret', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  const secret = (await inPage<string | null>(page, 'sessionStorage.getItem("secret")'))!
  expect(secret.length).toBeGreaterThan(40)
  // The address bar never shows it, nor does anything outlive the tab.
  expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect(await page.context().cookies()).toEqual([])
  expect(await inPage(page, 'document.cookie + JSON.stringify(localStorage)')).not.toContain(secret)
  expect(await page.locator('link[rel=icon]').evaluate((icon: HTMLLinkElement) => icon.href)).not.toContain(secret)
  const { server, address, requests } = await serveOtherSite()
  try {
    const otherSite = await page.context().newPage()
    await otherSite.goto(address)
    // Even where the way there begins in Glance's own tab.
    await page.evaluate((to) => {
      location.href = to
    }, address)
    await page.waitForURL(address)
    const visits = requests.filter(({ url }) => url === '/')
    expect(visits).toHaveLength(2)
    for (const { headers } of visits) expect(headers).not.toHaveProperty('referer')
    for (const { url, headers } of requests) {
      expect(headers).not.toHaveProperty('cookie')
      expect(JSON.stringify([url, headers])).not.toContain(secret)
    }
    for (const visited of [page, otherSite])
      expect(await inPage(visited, '[sessionStorage.length, document.cookie, document.referrer]')).toEqual([0, '', ''])
    await page.goBack() // the tab still has it, for its own page
    await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  } finally {
    server.close()
  }
})

/** Another server on 127.0.0.1, and all that it is told. */
async function serveOtherSite() {
  const requests: Pick<IncomingMessage, 'url' | 'headers'>[] = []
  const server = createServer(({ url, headers }, response) => {
    requests.push({ url, headers })
    response.setHeader('content-type', 'text/html').end('<title>other site</title>')
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return { server, requests, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}
