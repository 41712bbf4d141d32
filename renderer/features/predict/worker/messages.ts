/** What a person may ask for: the best there is, or one of them whatever it costs. */
export const engineChoices = ['auto', 'webgpu', 'cpu', 'wasm'] as const
export type EngineChoice = (typeof engineChoices)[number]

/** The worker has failed; another one may continue. */
export interface WorkerLost {
  lost: string
}
