/** The embedded model: it is there without any download, so the main job runs on a fresh machine. */
export const defaultModelFile = new URL('default/deit.onnx', import.meta.url)

/** Pictures that show what Glance does, for who has none at hand. */
export const exampleFolder = new URL('default/examples/', import.meta.url)

/** What a person types for the embedded model. */
export const defaultModelAlias = 'default'
