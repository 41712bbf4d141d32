/** Files that a model is imported from: a checkpoint, or an external classifier. In lower case, without the dot. */
export const checkpointExtensions = ['safetensors', 'pth', 'pt', 'bin'] as const
export const modelExtensions = [...checkpointExtensions, 'onnx'] as const
/** Names of classes, one per line. */
export const classesExtensions = ['txt'] as const

/** Matches the extension at the end of a file's name, in capitals as well. */
export const endingIn = (extensions: readonly string[]): RegExp => new RegExp(`\\.(${extensions.join('|')})$`, 'i')
