import { readFileSync } from 'node:fs'
import { GlanceError } from '../../../models/errors.ts'
import imagenetLabels from '../../../models/deit/imagenet-labels.json' with { type: 'json' }

/**
 * Class names in index order: from a text file with one name a line, or, for 1,000 classes, ImageNet's.
 *
 * @throws GlanceError `wrong-labels` where the number of names is not the number of classes, or a name is repeated
 */
export function readLabels(labelsFile: string | undefined, classes: number, modelName: string): string[] {
  if (labelsFile === undefined) {
    if (classes === imagenetLabels.length) return imagenetLabels
    throw new GlanceError(
      'wrong-labels',
      '{model} has {classes} classes, and their names are not known.',
      'Give a text file with one name per line, in index order: --labels names.txt',
      { params: { model: modelName, classes } },
    )
  }
  // A trailing newline ends the last line; an empty line inside is a class without a name.
  const lines = readText(labelsFile)
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
  if (lines.length !== classes) {
    throw new GlanceError(
      'wrong-labels',
      '{file} has {lines} lines, but {model} has {classes} classes.',
      'Give exactly one name per line, in index order.',
      { params: { file: labelsFile, lines: lines.length, model: modelName, classes } },
    )
  }
  const seen = new Map<string, number>()
  for (const [index, name] of lines.entries()) {
    const params = { file: labelsFile, line: index + 1 }
    if (name === '')
      throw new GlanceError('wrong-labels', '{file}, line {line}: the name is empty.', 'Give every class a name.', {
        params,
      })
    const before = seen.get(name)
    if (before !== undefined) {
      throw new GlanceError(
        'wrong-labels',
        '{file}, line {line}: "{name}" is already on line {before}.',
        'Class names must be unique: rename one.',
        { params: { ...params, name, before } },
      )
    }
    seen.set(name, index + 1)
  }
  return lines
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (cause) {
    if (cause instanceof TypeError)
      throw new GlanceError('wrong-labels', '{file} is not UTF-8 text.', 'Save it as UTF-8.', {
        params: { file },
        cause,
      })
    throw new GlanceError('not-found', '{path} cannot be read: {reason}.', 'Check the path.', {
      params: { path: file, reason: (cause as Error).message },
      cause,
    })
  }
}
