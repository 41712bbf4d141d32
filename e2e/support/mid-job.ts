import { readdirSync, readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { callService, waitForJob } from './service-call.ts'
import { expect, type Glance } from './test.ts'

const noFilter = { filter: {}, sort: { by: 'name' as const }, limit: 1000 }

/** Labels the first photo, begins a run, and waits until it is in its midst. */
export async function begin({ page }: Glance): Promise<number> {
  const {
    ids: [first],
  } = await callService(page, 'listImages', noFilter)
  await callService(page, 'setLabel', { ids: [first!], to: { newName: 'kept' } })
  // All that is predicted is counted.
  await callService(page, 'openLabelSet', { isOpen: true })
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  await expect.poll(() => countPredicted(page), { intervals: [20], timeout: 120_000 }).toBeGreaterThan(0)
  return first!
}

async function countPredicted(page: Page): Promise<number> {
  const counts = await callService(page, 'countImages', { filter: {} }).catch(() => null)
  return counts === null ? 0 : counts.confidence.reduce((sum, count) => sum + count, 0)
}

/**
 * Whatever was killed: every photo has its prediction in the end,
 * no prediction was repeated, and the label is still there.
 */
export async function expectNothingLost({ page }: Glance, photos: number, labeled: number): Promise<void> {
  await expect.poll(() => countPredicted(page), { timeout: 120_000 }).toBe(photos)
  const { ids } = await callService(page, 'listImages', noFilter)
  expect(ids).toHaveLength(photos)
  expect((await callService(page, 'getPhoto', { id: labeled })).label).toBe('kept')
  expect(await waitForJob(page, 'prelabel')).toBe('done')
}

/** The GPU process under a browser's or Electron's main process. */
export function findGpuProcess(main: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        return [{ pid: Number(pid), parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }]
      } catch {
        return [] // it ended meanwhile
      }
    })
  const isBelow = (pid: number): boolean => {
    const found = processes.find((process) => process.pid === pid)
    return found !== undefined && (found.parent === main || isBelow(found.parent))
  }
  return processes.find(({ pid, command }) => command.includes('--type=gpu-process') && isBelow(pid))!.pid
}
