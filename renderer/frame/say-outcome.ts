import type { JobOutcome, Prelabeled } from '../app/job-outcomes.svelte.ts'
import { formatPercent } from '../i18n/format.ts'
import { t } from '../i18n/i18n.svelte.ts'

/** What came of a job, as a sentence or two. */
export function sayOutcome(outcome: JobOutcome): string {
  switch (outcome.kind) {
    case 'scanned':
      return join(
        t('next:found', { count: outcome.found }),
        outcome.unreadable > 0 && t('next:unreadable', { count: outcome.unreadable }),
      )
    case 'prelabeled':
      return sayPrelabeled(outcome)
    case 'compared':
      return t('next:compared', { count: outcome.done })
    case 'learning':
      return join(
        t('next:learning', { count: outcome.labels }),
        outcome.right !== null && t('next:right', { share: formatPercent(outcome.right) }),
      )
    case 'exported':
      return t(outcome.isOnDisk ? 'next:exported' : 'next:downloaded', {
        count: outcome.rows,
        file: outcome.file,
      })
  }
}

/** What the run made of its photos where all of the project's predictions are of this run; else of all of them. */
function sayPrelabeled({ done, failed, sure, unsure, outside, knowsAny }: Prelabeled): string {
  const parts = [
    sure > 0 && t('next:sure', { count: sure }),
    unsure > 0 && t('next:unsure', { count: unsure }),
    outside > 0 && t('next:outside', { count: outside }),
  ].filter((part) => part !== false)
  const isAll = sure + unsure + outside === done
  const ran = t('next:prelabeled', { count: done })
  return join(
    parts.length === 0 ? ran : isAll ? `${ran.slice(0, -1)}: ${parts.join(', ')}.` : ran,
    parts.length > 0 && !isAll && `${t('next:inAll')} ${parts.join(', ')}.`,
    failed > 0 && `${t('next:failed', { count: failed })}.`,
    outside > 0 && t(knowsAny ? 'next:outsideAbout' : 'next:knowsNone'),
  )
}

const join = (...sentences: (string | false)[]): string => sentences.filter((one) => one !== false).join(' ')
