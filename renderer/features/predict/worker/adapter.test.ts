import { expect, test } from 'vitest'
import { hasKnownSubgroups, isSoftware, nameAdapter } from './adapter.ts'

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

test('subgroups are known where the browser tells that all are of 32', () => {
  expect(hasKnownSubgroups({ ...info, subgroupMinSize: 32, subgroupMaxSize: 32 })).toBe(true)
  expect(hasKnownSubgroups({ ...info, subgroupMinSize: 4, subgroupMaxSize: 4 })).toBe(false)
  expect(hasKnownSubgroups({ ...info, subgroupMinSize: 8, subgroupMaxSize: 32 })).toBe(false)
  expect(hasKnownSubgroups(info)).toBe(false)
})

test('an adapter is called by its description, or by what else there is', () => {
  expect(nameAdapter({ ...info, vendor: 'nvidia', architecture: 'ampere' })).toBe('nvidia ampere')
  expect(nameAdapter({ ...info, vendor: 'nvidia', description: 'NVIDIA RTX A4000' })).toBe('NVIDIA RTX A4000')
  expect(nameAdapter(info)).toBe('GPU')
})
