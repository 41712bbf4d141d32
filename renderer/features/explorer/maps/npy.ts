/**
 * Numbers as numpy's own file: format 1.0, little-endian float32 in C order, data from a multiple of 64 bytes on
 * (numpy.lib.format).
 *
 * @throws RangeError where the shape has room for another number of values
 */
export function writeNpy(values: Float32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const expected = shape.reduce((product, length) => product * length, 1)
  if (values.length !== expected)
    throw new RangeError(`expected ${shape.join('×')} = ${expected} values, got ${values.length}`)
  const magic = [0x93, ...Array.from('NUMPY', (letter) => letter.charCodeAt(0)), 1, 0]
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`
  const start = Math.ceil((magic.length + 2 + text.length + 1) / 64) * 64
  const bytes = new Uint8Array(start + 4 * values.length)
  bytes.set(magic)
  const view = new DataView(bytes.buffer)
  const room = start - magic.length - 2
  view.setUint16(magic.length, room, true)
  bytes.set(new TextEncoder().encode(`${text.padEnd(room - 1)}\n`), magic.length + 2)
  for (const [index, value] of values.entries()) view.setFloat32(start + 4 * index, value, true)
  return bytes
}
