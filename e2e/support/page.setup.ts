import { test } from '@playwright/test'
import { buildPage } from '../../build/page.ts'

/** Once, before several workers want it. */
test('the page is built', () => buildPage())
