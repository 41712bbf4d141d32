/**
 * What a deletion or insertion curve follows:
 * a rollout, the last layer's attention, their mean over both tokens, or chance.
 */
export const mapKinds = [
  'rollout-class',
  'rollout-distillation',
  'rollout-mean',
  'last-layer-class',
  'last-layer-distillation',
  'random',
] as const
