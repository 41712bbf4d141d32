import { suggestClasses } from '../../electron/labels/classes/class-match.ts'
import imagenetLabels from '../../models/deit/imagenet-labels.json' with { type: 'json' }

/**
 * `node build/bench/suggestions.ts <class>…`: for how many of ImageNet's 1,000 classes each class of a label set is
 * suggested, without labels, and how long that takes.
 */
const names = process.argv.slice(2)
const suggest = () =>
  suggestClasses(
    imagenetLabels,
    names.map((name, index) => ({ id: index + 1, name })),
  )
suggest() // reads the table
const start = performance.now()
const suggestions = suggest()
const took = performance.now() - start
for (const [index, name] of names.entries()) {
  const own = suggestions.filter((one) => one?.classId === index + 1)
  const byName = own.filter((one) => one?.because !== 'parent').length
  console.log(`${name}: ${own.length}, ${byName} of them by name`)
}
const found = suggestions.filter((one) => one !== null).length
console.log(`${found} of ${imagenetLabels.length} classes have a suggestion (${took.toFixed(0)} ms)`)
