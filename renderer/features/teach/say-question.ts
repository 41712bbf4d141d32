import type { AuditProgress } from '../../../electron/api/page.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import type { ShownQuestion } from './label-next.svelte.ts'
import { sayGoal } from './say.ts'

/** What is asked, and why. */
export interface Said {
  title: string
  why: string
}

/** `phase`: whether the photos of a page that were marked as wrong are named by now. */
export function sayQuestion(
  { kind, className, ids, isSearch }: Pick<ShownQuestion, 'kind' | 'className' | 'ids' | 'isSearch'>,
  phase: 'page' | 'singles' | 'wrong',
): Said {
  const name = className ?? ''
  if (phase === 'wrong') return { title: t('teach:wrongTitle'), why: t('teach:wrongWhy', { name }) }
  switch (kind) {
    case 'page':
      return {
        title: t('teach:pageTitle', { name }),
        why: t(isSearch ? 'teach:searchWhy' : 'teach:pageWhy', { count: ids.length, name }),
      }
    case 'singles':
      return { title: t('teach:singlesTitle'), why: t('teach:singlesWhy', { count: ids.length }) }
    case 'first':
      return { title: t('teach:singlesTitle'), why: t('teach:firstWhy', { count: ids.length }) }
  }
}

export const sayAudit = (progress: AuditProgress | null): Said =>
  progress === null
    ? { title: t('teach:auditTitle'), why: '' }
    : {
        title: t('teach:auditQuestion'),
        why: t('teach:auditWhy', { goal: sayGoal(progress.target) }),
      }
