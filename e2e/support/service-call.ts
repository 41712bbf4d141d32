import type { Page } from '@playwright/test'
import type { CallResults } from '../../electron/api/handlers.ts'
import type { Outcome } from '../../electron/api/outcome.ts'
import type { ClassRef } from '../../electron/catalog/shown-prediction.ts'
import type { CallArgs, CallName } from '../../electron/api/calls.ts'

/** Asks the service as the page does, on either host. */
export async function callService<Name extends CallName>(
  page: Page,
  name: Name,
  args: CallArgs<Name>,
): Promise<CallResults[Name]> {
  const outcome = (await page.evaluate(
    async ([called, given]) => {
      if (window.glance !== undefined) return window.glance.call(called as 'project', given as Record<string, never>)
      const response = await fetch(`call/${called}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(given),
      })
      return (await response.json()) as unknown
    },
    [name, args] as const,
  )) as Outcome<CallResults[Name]>
  if ('error' in outcome) throw new Error(`${outcome.error.code}: ${outcome.error.message}`)
  return outcome.ok
}

/** Waits until the newest job of a kind has ended; gives how. */
export async function waitForJob(page: Page, kind: string): Promise<string> {
  for (;;) {
    const job = (await callService(page, 'listJobs', {})).find((other) => other.kind === kind)
    if (job !== undefined && job.state !== 'running') return job.state
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** What calls name classes by that the page shows under these names. */
export async function findClasses(page: Page, names: readonly string[]): Promise<ClassRef[]> {
  const { labelSet } = (await callService(page, 'project', {}))!
  return names.map((name) => labelSet.find((one) => one.name === name)?.id ?? name)
}

export const findClass = async (page: Page, name: string): Promise<ClassRef> => (await findClasses(page, [name]))[0]!
