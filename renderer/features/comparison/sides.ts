/**
 * Which heads name the teacher's class:
 * in the comparison, in the filter behind it, and with the colours that the tokens have everywhere.
 */
export const sides = [
  { side: 'both', heads: 'both', colour: 'var(--average)' },
  { side: 'classOnly', heads: 'class', colour: 'var(--class-token)' },
  { side: 'distillationOnly', heads: 'distillation', colour: 'var(--distillation-token)' },
  { side: 'neither', heads: 'neither', colour: 'var(--line-strong)' },
] as const
