import { type Filter, openStatuses, type Status } from '../../../electron/api/page.ts'

/** How each status looks: a shape of its own, because some people cannot distinguish colours. Drawn on 16 by 16. */
export const statusLooks: Record<Status, { path: string; colour: string }> = {
  labeled: { path: 'M3 8.5 6.5 12 13 4.5', colour: 'var(--labeled)' },
  'pre-labeled': { path: 'M8 2.5 9.5 6.5 13.5 8 9.5 9.5 8 13.5 6.5 9.5 2.5 8 6.5 6.5Z', colour: 'var(--pre-labeled)' },
  'needs review': {
    path: 'M5.5 5.6a2.5 2.5 0 1 1 3.6 2.3C8.3 8.3 8 8.8 8 9.6M8 12.4v.4',
    colour: 'var(--needs-review)',
  },
  outside: { path: 'M8 2.8a5.2 5.2 0 1 0 0 10.4 5.2 5.2 0 1 0 0-10.4M4.4 11.6l7.2-7.2', colour: 'var(--outside)' },
  failed: { path: 'M8 2.5 14 13H2ZM8 6.5v3M8 11.2v.2', colour: 'var(--failed)' },
  new: { path: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 1 0 0-5.6', colour: 'var(--new)' },
}

/** Two arrows that part: the heads disagree. */
export const disagreePath = 'M2 8h3.5l5-4.5H14M11.5 1.5l2.5 2-2.5 2M7.5 9.8l3 2.7H14M11.5 10.5l2.5 2-2.5 2'

/** The order in which statuses are listed. */
export const statuses = Object.keys(statusLooks) as Status[]

/** The open statuses that a filter lets through. */
export const openOf = ({ status }: Filter): Status[] => openStatuses.filter((one) => status?.includes(one) ?? true)

/** Shapes of what a person marks on a photo. */
export const marks = {
  flag: 'M4 14V2.5M4 3h8.5l-2.3 3 2.3 3H4',
  note: 'M3 3h10v6.5L9.5 13H3zM13 9.5H9.5V13',
  modelsAgree: 'M3 6h10M3 10h10M10.5 3l-5 10',
  /** The star of a prediction. */
  differs: 'M8 2 9.6 6.4 14 8 9.6 9.6 8 14 6.4 9.6 2 8 6.4 6.4Z',
  conflict: 'M8 2.5 14.5 13.5h-13zM8 7v3M8 11.8v.1',
} as const
