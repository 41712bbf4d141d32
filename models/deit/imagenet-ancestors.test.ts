import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { imagenetClasses, meanings } from './imagenet-ancestors.ts'
import labels from './imagenet-labels.json' with { type: 'json' }

/** All that a meaning is a kind of. */
function listAbove(place: number): string[] {
  const above = new Set<number>()
  const next = [...meanings[place]!.parents]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (above.has(at)) continue
    above.add(at)
    next.push(...meanings[at]!.parents)
  }
  return [...above].map((at) => meanings[at]!.lemmas[0]!)
}

test('the table has the 1,000 classes under the names that Glance gives them', () => {
  expect(imagenetClasses).toHaveLength(1000)
  expect(new Set(imagenetClasses).size).toBe(1000)
  const others = labels.filter((name, index) => meanings[imagenetClasses[index]!]!.lemmas.join(', ') !== name)
  expect(others).toEqual(['crane (bird)']) // told from the machine
})

test('parents come before their children: there is no circle, and all end at one', () => {
  for (const [place, { lemmas, parents }] of meanings.entries()) {
    expect(lemmas.every((lemma) => lemma !== '')).toBe(true)
    expect(parents.every((parent) => parent >= 0 && parent < place)).toBe(true)
    expect(parents.length > 0).toBe(place > 0)
  }
  expect(meanings[0]!.lemmas).toEqual(['entity'])
})

test('what classes are kinds of', () => {
  const above = (name: string): string[] => listAbove(imagenetClasses[labels.indexOf(name)]!)
  expect(above('green mamba')).toEqual(
    expect.arrayContaining(['black mamba', 'mamba', 'elapid', 'snake', 'reptile', 'animal']),
  )
  expect(above('tabby, tabby cat')).toEqual(expect.arrayContaining(['cat', 'domestic animal']))
  expect(above('hotdog, hot dog, red hot')).not.toContain('dog')
  const mouse = meanings[imagenetClasses[labels.indexOf('mouse, computer mouse')]!]!
  expect([...mouse.ambiguous]).toEqual(['mouse'])
})

test('the license of WordNet is beside the table', () => {
  const license = readFileSync(new URL('WORDNET-LICENSE.txt', import.meta.url), 'utf8')
  expect(license).toContain('WordNet 3.0 Copyright 2006 by Princeton University.')
})
