import { type ErrorDetails, phrase } from '../../../models/errors.ts'
import type { Standing, Statement } from './statement.ts'

/**
 * A statement as a text that can be translated. The share is rounded down; the confidence is the one of all audits of
 * the project together, which is true of each of them, too.
 */
export function describeStatement(statement: Statement): ErrorDetails {
  const { total, overall, sampled, errors, outside } = statement
  const said = phrase(
    'At least {share} % of the {total} photos are right, with {confidence} % confidence (audit of {sampled} photos on {date}, errors found: {errors}).',
    {
      share: roundDown(statement),
      total,
      confidence: Math.round(overall * 100),
      sampled,
      date: isoDay(statement.date),
      errors,
    },
  )
  if (outside === 0) return said
  const hint = phrase('Photos that it is not about, because they have no label and no prediction: {outside}.', {
    outside,
  })
  return { ...said, hint: hint.message, params: { ...said.params, ...hint.params } }
}

/** Whether a statement still holds, as a text that can be translated. */
export function describeStanding(standing: Standing): ErrorDetails {
  switch (standing.holds) {
    case 'stands':
      return phrase('All labels are as they were audited.')
    case 'open':
      return phrase('Photos that were audited and have no label yet: {open}.', { open: standing.open })
    case 'ended': {
      const { changed, come, gone } = standing
      return phrase(
        'The audit no longer holds. Since then, labels changed: {changed}, photos added: {come}, missing or replaced: {gone}.',
        { changed, come, gone },
      )
    }
  }
}

/** Percent with one decimal, or with as many as it takes not to fall below a target that was reached. */
function roundDown({ share, target, reached }: Statement): string {
  for (let decimals = 1; ; decimals++) {
    const scale = 10 ** decimals
    const percent = Math.floor(share * 100 * scale + 1e-9) / scale
    if (!reached || percent >= target * 100 - 1e-9 || decimals === 6) return percent.toFixed(decimals)
  }
}

/** The day where Glance runs; Sweden writes it as ISO 8601 does. */
const isoDay = (time: number): string => new Date(time).toLocaleDateString('sv-SE')
