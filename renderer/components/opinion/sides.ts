/** Which heads name the teacher's class, with the colours that the tokens have everywhere. */
export const sides = [
  { side: 'both', colour: 'var(--average)' },
  { side: 'classOnly', colour: 'var(--class-token)' },
  { side: 'distillationOnly', colour: 'var(--distillation-token)' },
  { side: 'neither', colour: 'var(--line-strong)' },
] as const
