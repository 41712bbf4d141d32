import type { InferenceOffer } from '../../../../electron/predict/page-messages.ts'

/** What a person may ask for: the best there is, or one of them whatever it costs. */
export const engineChoices = ['auto', 'webgpu', 'cpu', 'wasm'] as const
export type EngineChoice = (typeof engineChoices)[number]

/** To the worker. */
export type WorkerRequest =
  /** Look what this window can run on; `force` counts a software adapter as a GPU. */
  | { type: 'probe'; force: boolean; wanted: 'best' | 'wasm' }
  /** Work for the service until its run ends. */
  | { type: 'work' }

/** From the worker. */
export type WorkerReply =
  | { type: 'offer'; offer: InferenceOffer }
  /** The run has ended. */
  | { type: 'idle' }
  /** This worker cannot go on; another one may. */
  | { type: 'lost'; message: string }
