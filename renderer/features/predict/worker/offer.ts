import type { InferenceOffer } from '../../../../electron/api/page.ts'
import { type AdapterInfo, hasKnownSubgroups, isSoftware, nameAdapter } from './adapter.ts'

/** Images a run: 16 amortise a GPU's dispatches; the processor gains nothing from more than a few. */
const batchSizes = { gpu: 16, software: 2, wasm: 4 }

export interface Probe {
  offer: InferenceOffer
  device: GPUDevice | null
}

export interface ProbeOptions {
  /** Whether a software adapter counts as a GPU. */
  force: boolean
  wanted: 'best' | 'wasm'
}

/** Finds what runs a model in this window: a GPU, or else WebAssembly, with the reason in words. */
export async function probe({ force, wanted }: ProbeOptions): Promise<Probe> {
  if (wanted === 'wasm') return { offer: offerWasm('as requested'), device: null }
  // Absent outside secure contexts and in browsers without WebGPU, whatever the types say.
  const gpu = navigator.gpu as GPU | undefined
  if (gpu === undefined) return { offer: offerWasm('this browser has no WebGPU'), device: null }
  const adapter = (await requestAdapter(gpu)) ?? (await pause().then(() => requestAdapter(gpu)))
  if (adapter === null) return { offer: offerWasm('no GPU found'), device: null }
  const info = adapter.info as AdapterInfo
  const software = isSoftware(info)
  if (software && !force)
    return { offer: offerWasm(`the GPU is emulated in software (${nameAdapter(info)})`), device: null }
  const half = adapter.features.has('shader-f16')
  const device = await openDevice(adapter, half)
  if (device === null) return { offer: offerWasm(`the GPU cannot be opened (${nameAdapter(info)})`), device: null }
  const text = `WebGPU in this window (${nameAdapter(info)}, ${half ? 'fp16' : 'fp32'})${force ? ', as requested' : ''}`
  return {
    offer: {
      provider: 'webgpu',
      precision: half ? 'float16' : 'float32',
      batchSize: software ? batchSizes.software : batchSizes.gpu,
      isFused: hasKnownSubgroups(info),
      text,
    },
    device,
  }
}

/** Milliseconds until a GPU is asked for once more: while the browser still starts its GPU process there is none. */
const retryAfter = 1000
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, retryAfter))

const requestAdapter = (gpu: GPU): Promise<GPUAdapter | null> =>
  gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)

/** With the adapter's own limits: WebGPU's defaults are a phone's, and a base model's weights exceed them. */
async function openDevice(adapter: GPUAdapter, half: boolean): Promise<GPUDevice | null> {
  const {
    maxBufferSize,
    maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize,
    maxComputeInvocationsPerWorkgroup,
    maxComputeWorkgroupSizeX,
    maxComputeWorkgroupSizeY,
    maxComputeWorkgroupSizeZ,
    maxComputeWorkgroupsPerDimension,
    maxStorageBuffersPerShaderStage,
  } = adapter.limits
  const requiredFeatures: GPUFeatureName[] = [
    ...(half ? ['shader-f16' as const] : []),
    ...(adapter.features.has('subgroups') ? ['subgroups' as GPUFeatureName] : []),
  ]
  const device = await adapter
    .requestDevice({
      requiredFeatures,
      requiredLimits: {
        maxBufferSize,
        maxStorageBufferBindingSize,
        maxComputeWorkgroupStorageSize,
        maxComputeInvocationsPerWorkgroup,
        maxComputeWorkgroupSizeX,
        maxComputeWorkgroupSizeY,
        maxComputeWorkgroupSizeZ,
        maxComputeWorkgroupsPerDimension,
        maxStorageBuffersPerShaderStage,
      },
    })
    .catch(() => null)
  // onnxruntime reads it of the device, and Chromium has it there only since 136.
  if (device !== null && (device as Partial<GPUDevice>).adapterInfo === undefined)
    Object.defineProperty(device, 'adapterInfo', { value: adapter.info })
  return device
}

/** What there is without a GPU, and why without. */
export const offerWasm = (why: string): InferenceOffer => ({
  provider: 'wasm',
  precision: 'float32',
  batchSize: batchSizes.wasm,
  isFused: true,
  text: `WebAssembly in this window: ${why}`,
})
