/** What a GPU adapter says of itself (WebGPU's GPUAdapterInfo). */
export interface AdapterInfo {
  vendor: string
  architecture: string
  device: string
  description: string
  isFallbackAdapter?: boolean
  /** Lanes that work in step; absent in browsers that do not tell. */
  subgroupMinSize?: number
  subgroupMaxSize?: number
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|warp|basic render|software/i

/** Whether onnxruntime's fused attention was seen to be right with such subgroups. */
export const hasKnownSubgroups = ({ subgroupMinSize, subgroupMaxSize }: AdapterInfo): boolean =>
  subgroupMinSize === 32 && subgroupMaxSize === 32

/** Whether an adapter is the processor in disguise: it calculates rightly, and far slower than the processor itself. */
export const isSoftware = (info: AdapterInfo): boolean =>
  info.isFallbackAdapter === true ||
  softwareNames.test(`${info.vendor} ${info.architecture} ${info.device} ${info.description}`)

/** How a person would call the adapter. */
export function nameAdapter({ vendor, architecture, device, description }: AdapterInfo): string {
  const name = description || [vendor, device || architecture].filter((part) => part !== '').join(' ')
  return name === '' ? 'GPU' : name
}
