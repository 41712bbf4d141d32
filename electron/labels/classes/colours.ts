/**
 * Colours offered for classes; any other may be typed.
 * Distinct on light and on dark ground, also for most colour-blind people.
 */
export const classColours = [
  '#4e79a7',
  '#f28e2b',
  '#59a14f',
  '#e15759',
  '#b07aa1',
  '#76b7b2',
  '#edc948',
  '#9c755f',
  '#ff9da7',
  '#7f8c8d',
] as const
