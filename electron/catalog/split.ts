/** What an image is for, when a model is trained on the labels. */
export const splits = ['train', 'validation', 'test'] as const
export type Split = (typeof splits)[number]
