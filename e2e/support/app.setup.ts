import { test } from '@playwright/test'
import { buildApp } from './electron-app.ts'
import { whyNot } from './test.ts'

/** Once, before several workers want it. */
test('the desktop app is built', async () => {
  const reason = whyNot('desktop')
  test.skip(reason !== null, reason ?? '')
  await buildApp()
})
