/** Whose predictions a project shows: those of the heads that learned from its labels, or the model's own. */
export const predictionSources = ['labels', 'model'] as const
export type PredictionSource = (typeof predictionSources)[number]

/** Shares of right labels that a person can aim at. */
export const targets = [0.97, 0.99, 0.995] as const
