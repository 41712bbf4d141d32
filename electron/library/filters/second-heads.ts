import { z } from 'zod'
import type { PredictionRules } from '../../catalog/shown-prediction.ts'
import type { Property } from '../kinds.ts'
import { makePropertyFilter } from './filter.ts'
import { comparisonCodes, modelsAgreeProperty } from './models-agree.ts'

/**
 * Which heads of the first model predict the class that the comparison model predicts;
 * only images with predictions of both have any of these.
 */
export const secondHeadNames = ['both', 'class', 'distillation', 'neither'] as const

/** The same as codes; `none` where one of the two models has no prediction. */
export const headCodes = { none: 0, both: 1, class: 2, distillation: 3, neither: 4 } as const

/** Which heads of the first model predict the comparison model's class. */
export const headsProperty: Property = {
  values: 5,
  of(row, data, source) {
    if (modelsAgreeProperty.of(row, data, source) === comparisonCodes.none) return headCodes.none
    const byClass = namesClass(source.rules, data.byClassToken[row]!, data.second[row]!)
    const byDistillation = namesClass(source.rules, data.byDistillationToken[row]!, data.second[row]!)
    if (byClass) return byDistillation ? headCodes.both : headCodes.class
    return byDistillation ? headCodes.distillation : headCodes.neither
  },
}

/** Whether a head's first class, plus one, is mapped to this class, plus one, or to a kind of it. */
function namesClass(rules: PredictionRules, head: number, named: number): boolean {
  const target = head === 0 ? -1 : rules.targets[head - 1]!
  return target >= 0 && (target === named - 1 || rules.lines.get(target)?.includes(named - 1) === true)
}

/** Which heads of the first model predict the comparison model's class, or a kind of it. */
export const secondHeads = makePropertyFilter({
  name: 'secondHeads',
  schema: z.enum(secondHeadNames),
  property: headsProperty,
  passes: (code, wanted) => code === headCodes[wanted],
})
