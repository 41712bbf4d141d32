import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { describeProvider } from '../models/runtime/open-engine.ts'
import { schemaTexts } from '../electron/project/schema-error.ts'

const root = join(import.meta.dirname, '..')
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort()

// errors.ts only unpacks what another thread threw.
const sources = globSync(['electron/**/*.ts', 'models/**/*.ts'], { cwd: root })
  .filter((file) => !/\.test\.ts$|test-support|fixtures|^models.errors\.ts$/.test(file))
  .map((file) => ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true))

function* walk(node: ts.Node): Generator<ts.Node> {
  yield node
  for (const child of node.getChildren()) yield* walk(child)
}

const everyCall = sources
  .flatMap((source) => [...walk(source)])
  .filter((node) => ts.isCallExpression(node) || ts.isNewExpression(node))
/** By the name of what is called. */
const calls = Map.groupBy(everyCall, ({ expression }) => expression.getText().split('.').at(-1)!)

const exportedConstants = new Map(
  sources
    .flatMap(({ statements }) => statements.filter(ts.isVariableStatement))
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true)
    .flatMap(({ declarationList }) =>
      declarationList.declarations.map((each) => [each.name.getText(), each.initializer]),
    ),
)

/** The texts that errors are made of, and the places that build one in a way that is not followed. */
const texts = new Set<string>()
const unclear: string[] = []
const seen = new Set<ts.Node>()

/**
 * Collects the literals that an argument may be: of a condition both, of a parameter what its function is called with.
 */
function collect(node: ts.Node | undefined): void {
  if (node === undefined || seen.has(node)) return
  seen.add(node)
  if (ts.isStringLiteralLike(node)) texts.add(node.text)
  else if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) collect(node.expression)
  else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(collect)
  else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) collectJoined(node)
  else if (ts.isBinaryExpression(node)) [node.left, node.right].forEach(collect)
  else if (ts.isCallExpression(node))
    collect(node.expression) // what is found in a table
  else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(collect)
  else if (ts.isObjectLiteralExpression(node))
    for (const property of node.properties) collect(ts.isPropertyAssignment(property) ? property.initializer : property)
  else if (ts.isElementAccessExpression(node) || ts.isPropertyAccessExpression(node)) collect(node.expression)
  else if (ts.isIdentifier(node)) collectNamed(node)
  else if (node.kind !== ts.SyntaxKind.UndefinedKeyword && node.kind !== ts.SyntaxKind.NullKeyword) reportUnclear(node)
}

/** A text in two lines. */
function collectJoined(node: ts.BinaryExpression): void {
  const read = (part: ts.Expression): string | null => {
    if (ts.isStringLiteralLike(part)) return part.text
    if (!ts.isBinaryExpression(part)) return null
    const [left, right] = [read(part.left), read(part.right)]
    return left === null || right === null ? null : left + right
  }
  const text = read(node)
  if (text === null) reportUnclear(node)
  else texts.add(text)
}

/** Follows a name to the parameter or the variable that it is, of another file too. */
function collectNamed(node: ts.Identifier): void {
  if (node.text === 'undefined') return
  for (let scope: ts.Node = node.parent; ; scope = scope.parent) {
    const parameters = ts.isFunctionLike(scope) ? scope.parameters : []
    const index = parameters.findIndex(({ name }) => name.getText() === node.text)
    if (index >= 0 && ts.isFunctionLike(scope)) {
      collect(parameters[index]!.initializer)
      const found = findCalls(scope)
      if (found.length === 0) reportUnclear(node)
      for (const call of found) collect(call.arguments?.[index])
      return
    }
    if (!ts.isSourceFile(scope) && !ts.isBlock(scope)) continue
    const statements = scope.statements.filter(ts.isVariableStatement)
    const declared = statements
      .flatMap(({ declarationList }) => [...declarationList.declarations])
      .find(({ name }) => new RegExp(`\\b${node.text}\\b`).test(name.getText()))
    if (declared !== undefined) {
      collect(declared.initializer)
      return
    }
    if (!ts.isSourceFile(scope)) continue
    const exported = exportedConstants.get(node.text)
    if (exported === undefined) reportUnclear(node)
    else collect(exported)
    return
  }
}

/** Who calls a function: its file and those that import it; of a method everybody who calls that name. */
function findCalls(called: ts.SignatureDeclaration): (ts.CallExpression | ts.NewExpression)[] {
  const isMethod = ts.isClassLike(called.parent)
  const named = ts.isVariableDeclaration(called.parent) ? called.parent.name : (called.name ?? null)
  const name = ts.isConstructorDeclaration(called) ? called.parent.name?.text : named?.getText()
  const home = called.getSourceFile()
  return (calls.get(name ?? '') ?? []).filter((call) => {
    const source = call.getSourceFile()
    return isMethod || source === home || listImports(source, name!).includes(home.fileName)
  })
}

/** The files that a file takes a name from. */
const listImports = (source: ts.SourceFile, name: string): string[] =>
  source.statements
    .filter(ts.isImportDeclaration)
    .filter(({ importClause }) => new RegExp(`\\b${name}\\b`).test(importClause?.getText() ?? ''))
    .map(({ moduleSpecifier }) => join(dirname(source.fileName), (moduleSpecifier as ts.StringLiteral).text))

/** Files that put their texts together of parts that are not followed here; their own tests check them. */
const builtOfParts = [
  'electron/model-library/download/fetch-file.ts',
  'electron/predict/page-batches.ts',
  'models/deit/checkpoint/check.ts',
  'models/deit/checkpoint/unpickle.ts',
  'models/runtime/node-engine.ts',
]

function reportUnclear(node: ts.Node): void {
  const source = node.getSourceFile()
  if (ts.isRegularExpressionLiteral(node) || builtOfParts.includes(source.fileName)) return
  const { line } = source.getLineAndCharacterOfPosition(node.getStart())
  unclear.push(`${source.fileName}:${line + 1}: ${node.getText()}`)
}

for (const call of calls.get('GlanceError') ?? []) [call.arguments?.[1], call.arguments?.[2]].forEach(collect)
// Parts of errors, and notes.
for (const call of calls.get('phrase') ?? []) collect(call.arguments?.[0])
// What our schemas say in words of their own, and what zod says.
for (const call of [...(calls.get('regex') ?? []), ...(calls.get('refine') ?? [])]) collect(call.arguments?.[1])
schemaTexts.forEach((text) => texts.add(text))
// What runs a model, as `noteEngine` says it.
for (const provider of ['cpu', 'webgpu', 'wasm'] as const) texts.add(`${describeProvider(provider)}, as requested`)
// What a table has beside its texts: an empty hint, the code of an error.
const errorTexts = [...texts].filter((text) => /[ .{]/.test(text)).sort()

/** By language: what its files say of the service's texts. */
const languages = ['ru'].map((language): [string, Record<string, string>] => {
  const read = (name: string): Record<string, string> =>
    JSON.parse(readFileSync(join(root, 'renderer/i18n/service-errors', `${name}.${language}.json`), 'utf8')) as Record<
      string,
      string
    >
  return [language, { ...read('service'), ...read('models'), ...read('notes'), ...read('schemas') }]
})

test('every error has texts that can be found here: what varies is a parameter', () => {
  expect(unclear).toEqual([])
})

test('every note is made of a text that can be translated; the desktop shell has its own translations', () => {
  const built = sources
    .filter(({ fileName }) => !/^electron.(shell|project.note\.ts)/.test(fileName))
    .flatMap((source) => [...walk(source)])
    .filter((node) => ts.isPropertyAssignment(node) && /^type: 'note'$/.test(node.getText()))
  expect(built.map((node) => node.getSourceFile().fileName)).toEqual([])
})

test.each(languages)('every error of the service is translated: %s', (_language, translated) => {
  expect(errorTexts.filter((text) => translated[text] === undefined)).toEqual([])
})

test.each(languages)('a translation has the values of its text: %s', (_language, translated) => {
  const wrong = Object.entries(translated).filter(
    ([text, other]) => placeholders(text).join() !== placeholders(other).join(),
  )
  expect(wrong).toEqual([])
})
