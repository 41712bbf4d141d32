/*
 * The inner loop of `block-products.ts` as WebAssembly, assembled here, because JavaScript has no SIMD: four rows times
 * panels of four columns in doubles. Every product's sum is made in the order of k, number by number, as a plain loop
 * makes it, so that it is the same bit for bit. WebAssembly has no fused multiply-add that could change it.
 */

/** Rows that are multiplied at once, and columns of a panel: their 16 sums fit into the registers of x64. */
export const tile = 4

/** Bytes of a panel's line: `tile` doubles. */
const line = tile * 8

/* Opcodes: https://webassembly.github.io/spec/core/binary/instructions.html */
const [loop, branchIf, end, get, set, tee, constant, add, subtract] = [
  3, 0x0d, 0x0b, 0x20, 0x21, 0x22, 0x41, 0x6a, 0x6b,
]
const [i32, v128, noResult] = [0x7f, 0x7b, 0x40]
const simd = 0xfd
const [load, loadSplat, store, f64Add, f64Multiply] = [[0], [0x0a], [0x0b], [0xf0, 1], [0xf2, 1]] as const
const zero = [0x0c, ...new Uint8Array(16)]

/* The function's parameters, addresses and counts, and its variables. */
const [panel, rows, into, width, panels, left, row] = [0, 1, 2, 3, 4, 5, 6]
const [sums, low, high, factor] = [7, 7 + 2 * tile, 8 + 2 * tile, 9 + 2 * tile]

/** A number as LEB128: all here are below 8192, so that signed and unsigned ones take two bytes alike. */
const number = (value: number): number[] => [(value & 127) | 128, value >> 7]
const section = (id: number, bytes: number[]): number[] => [id, ...number(bytes.length), ...bytes]
const name = (text: string): number[] => [text.length, ...Buffer.from(text)]
const at = (offset: number): number[] => [3, ...number(offset)]
const advance = (variable: number, by: number): number[] => [get, variable, constant, ...number(by), add, set, variable]
/** Counts down and repeats the innermost loop until 0. */
const repeat = (variable: number): number[] => [
  ...[get, variable, constant, ...number(1), subtract, tee, variable],
  ...[branchIf, 0, end],
]
const each = (write: (row: number) => number[]): number[] => Array.from({ length: tile }, (_, row) => write(row)).flat()

const addProduct = (sum: number, half: number): number[] => [
  ...[get, sum, get, factor, get, half, simd, ...f64Multiply],
  ...[simd, ...f64Add, set, sum],
]

const code = [
  ...[loop, noResult],
  ...each((of) => [sums + 2 * of, sums + 2 * of + 1].flatMap((sum) => [simd, ...zero, set, sum])),
  ...[get, width, set, left, get, rows, set, row],
  ...[loop, noResult],
  ...[get, panel, simd, ...load, ...at(0), set, low, get, panel, simd, ...load, ...at(16), set, high],
  ...each((of) => [
    ...[get, row, simd, ...loadSplat, ...at(8 * of), set, factor],
    ...addProduct(sums + 2 * of, low),
    ...addProduct(sums + 2 * of + 1, high),
  ]),
  ...[...advance(panel, line), ...advance(row, line)],
  ...repeat(left),
  ...each((of) =>
    [0, 1].flatMap((half) => [get, into, get, sums + 2 * of + half, simd, ...store, ...at(line * of + 16 * half)]),
  ),
  ...advance(into, tile * line),
  ...repeat(panels),
  end,
]

/**
 * A module with a memory of one page, "memory", and a function "multiply" of five numbers: the addresses of panels, of
 * rows and of where products go, how many numbers a row has, and how many panels there are, each 1 at least. All are
 * doubles: panels [panels, width, 4], rows [width, 4], products [panels, 4 rows, 4 columns].
 */
export const kernelModule: Uint8Array<ArrayBuffer> = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
  ...section(3, [1, 0]),
  ...section(5, [1, 0, 1]),
  ...section(7, [2, ...name('memory'), 2, 0, ...name('multiply'), 0, 0]),
  ...section(10, [1, ...number(code.length + 5), 2, 2, i32, 2 * tile + 3, v128, ...code]),
])
