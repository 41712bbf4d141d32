import { expect, test } from 'vitest'
import { isSoftware, nameAdapter } from './adapter.ts'

const info = { vendor: '', architecture: '', device: '', description: '' }

test.each([
  [{ ...info, vendor: 'google', architecture: 'swiftshader' }, true],
  [{ ...info, description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, true],
  [{ ...info, description: 'Microsoft Basic Render Driver' }, true],
  [{ ...info, vendor: 'intel', architecture: 'gen-12lp', isFallbackAdapter: true }, true],
  [{ ...info, vendor: 'nvidia', architecture: 'hopper' }, false],
  [{ ...info, vendor: 'apple', architecture: 'metal-3', isFallbackAdapter: false }, false],
  [info, false],
])('%o is software: %s', (adapter, software) => {
  expect(isSoftware(adapter)).toBe(software)
})

test('an adapter is called by its description, or by what else there is', () => {
  expect(nameAdapter({ ...info, vendor: 'nvidia', architecture: 'ampere' })).toBe('nvidia ampere')
  expect(nameAdapter({ ...info, vendor: 'nvidia', description: 'NVIDIA RTX A4000' })).toBe('NVIDIA RTX A4000')
  expect(nameAdapter(info)).toBe('GPU')
})
