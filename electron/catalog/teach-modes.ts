/**
 * How a project's labels are learned. Heads on tokens of the first model that learn from labels alone: the class
 * token's, or both tokens'. Heads that a teacher's decisions on all photos teach, too (Touvron et al. 2021, arXiv
 * 2012.12877, section 4): one on the class token, by soft or hard decisions, or (hard with token) the distillation
 * token's beside a class token's that learns from labels alone. The committee is heads on all tokens of all models that
 * have run, from labels alone; it is the teacher, too.
 */
export const teachModes = ['committee', 'both-tokens', 'class-token', 'hard-with-token', 'hard', 'soft'] as const
export type TeachMode = (typeof teachModes)[number]
