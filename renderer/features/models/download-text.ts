import type { Download } from '../../../electron/api/page.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'

/** Parts of which each is announced. */
const parts = 4

const partOf = ({ bytes, total }: Download): number =>
  total === null || total === 0 ? 0 : Math.floor((parts * bytes) / total)

/**
 * What a screen reader reads of a download: another state, or another quarter of it;
 * null where nothing is announced.
 */
export function describeDownload(title: string, before: Download | null, now: Download): string | null {
  const isNew = before?.state !== now.state
  if (now.state === 'failed')
    return isNew ? t('models:downloadFailed', { title, reason: now.error === null ? '' : explain(now.error) }) : null
  if (now.state === 'paused') return isNew ? t('models:says.paused', { title }) : null
  if (now.state === 'installing') return isNew ? t('models:says.installing', { title }) : null
  if (isNew) return t('models:says.running', { title })
  const part = partOf(now)
  return part > partOf(before) && part < parts ? t('models:says.part', { title, percent: (100 * part) / parts }) : null
}
