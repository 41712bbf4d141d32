import type { ImageCard } from '../../../../electron/api/page.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { formatConfidence } from '../../../i18n/format.ts'

/** A photo's marks in words, for a screen reader and as titles. */
export const describeMarks = ({
  flagged,
  note,
  split,
  hasConflict,
  modelsAgree,
  second,
  secondConfidence,
}: Pick<
  ImageCard,
  'flagged' | 'note' | 'split' | 'hasConflict' | 'modelsAgree' | 'second' | 'secondConfidence'
>): string[] =>
  [
    flagged ? t('marks:isFlagged') : null,
    note === null ? null : t('marks:hasNote', { note }),
    hasConflict ? t('marks:conflict') : null,
    modelsAgree === false
      ? t('comparison:mark', { name: second!, confidence: formatConfidence(secondConfidence!) })
      : null,
    split === null ? null : t('marks:splitIs', { split: t(`splits:${split}`) }),
  ].filter((part) => part !== null)
