import { readFileSync } from 'node:fs'

interface Entry {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

/**
 * A small distilled DeiT with as many classes as wanted: the fixture's tensors, with two new heads. Written by
 * hand, because the format is that easy: the length of a JSON header, the header, the tensors' bytes.
 */
export function makeCheckpoint(classes: number): Buffer {
  const file = readFileSync(new URL('../../models/deit/fixtures/distilled-timm.safetensors', import.meta.url))
  const start = 8 + Number(file.readBigUInt64LE(0))
  const entries = JSON.parse(file.toString('utf8', 8, start)) as Record<string, Entry>
  delete entries['__metadata__'] // a note of its writer's, no tensor
  const header: Record<string, Entry> = {}
  const parts: Buffer[] = []
  let offset = 0
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of Object.entries(entries)) {
    const isHead = /^head(_dist)?\./.test(name)
    const newShape = isHead ? [classes, ...shape.slice(1)] : shape
    const data = isHead
      ? makeWeights(newShape.reduce((product, size) => product * size, 1))
      : file.subarray(start + from, start + to)
    header[name] = { dtype, shape: newShape, data_offsets: [offset, offset + data.length] }
    parts.push(data)
    offset += data.length
  }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, ...parts])
}

/** Different numbers from -1 to 1, the same every time. */
function makeWeights(count: number): Buffer {
  const values = Float32Array.from({ length: count }, (_, index) => Math.sin(index * 12.9898))
  return Buffer.from(values.buffer)
}
