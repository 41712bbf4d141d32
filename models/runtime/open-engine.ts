import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { GlanceError } from '../errors.ts'
import { type ModelFile, toEngineModel } from './engine-model.ts'
import type { Engine, EngineChoice, Provider, Wanted } from './engine.ts'
import { openNodeEngine } from './node-engine.ts'

export interface EngineOptions {
  provider: EngineChoice
  wanted: Wanted
  /** CPU threads; all cores where not given. */
  threads?: number
  /** Images a run; what suits the provider where not given. */
  batchSize?: number
}

/** Images a run: small enough for the CPU's caches, large enough to amortise a GPU's dispatches. */
const batchSizes: Record<Provider, number> = { cpu: 4, wasm: 1, webgpu: 16 }

/**
 * Opens a model on this machine. `auto` takes the GPU where there is one and it is faster on a batch than the CPU (a
 * software adapter is not), and the CPU otherwise.
 *
 * @throws GlanceError `engine-failed`, naming the provider
 */
export async function openEngine(file: ModelFile, options: EngineOptions): Promise<Engine> {
  const { provider } = options
  if (provider !== 'auto') return open(file, options, provider, `${describeProvider(provider)}, as requested`)
  if (!mayHaveGpu()) return open(file, options, 'cpu', `${describeProvider('cpu')}: no GPU found`)
  let gpu: Engine
  try {
    gpu = await open(file, options, 'webgpu', `${describeProvider('webgpu')}: faster here than the CPU`)
  } catch (error) {
    if (!(error instanceof GlanceError)) throw error
    return open(file, options, 'cpu', `${describeProvider('cpu')}: no WebGPU adapter`)
  }
  const cpu = await open(file, options, 'cpu', `${describeProvider('cpu')}: faster here than the GPU`)
  const [kept, dropped] =
    (await secondsPerImage(gpu, file)) < (await secondsPerImage(cpu, file)) ? [gpu, cpu] : [cpu, gpu]
  await dropped.dispose()
  return kept
}

function open(file: ModelFile, options: EngineOptions, provider: Provider, description: string): Promise<Engine> {
  // Half precision is the GPU's business: the CPU would convert every value forth and back.
  // onnxruntime-node does not tell what the GPU's subgroups are.
  const model = toEngineModel(file, options.wanted, { precision: 'float32', isFused: provider !== 'webgpu' })
  const batchSize = file.metadata.foreign?.batch ?? options.batchSize ?? batchSizes[provider]
  return openNodeEngine(model, { provider, batchSize, threads: options.threads ?? availableParallelism() }, description)
}

/** What a provider is called. */
export const describeProvider = (provider: Provider): string =>
  ({ cpu: 'native CPU', webgpu: 'GPU through WebGPU', wasm: 'WebAssembly, one thread' })[provider]

/** On Linux the graphics library prints warnings on its own where there is no device at all: do not even ask it. */
export function mayHaveGpu(): boolean {
  if (process.platform !== 'linux') return true
  return (
    existsSync('/dev/nvidia0') ||
    (existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('render')))
  )
}

async function secondsPerImage(engine: Engine, { metadata }: ModelFile): Promise<number> {
  const bytes = engine.batchSize * metadata.preprocessing.size ** 2 * 3
  const start = performance.now()
  await engine.run(new Uint8Array(bytes))
  return (performance.now() - start) / 1000 / engine.batchSize
}
