import {
  type ClassInfo,
  findClass,
  findDeletedName,
  findFreeKey,
  findModelClass,
  getClassById,
  hasNoClass,
  insertClass,
  listClasses,
} from '../catalog/queries/classes.ts'
import type { Catalog, ReadableCatalog } from '../catalog/connection.ts'
import { GlanceError } from '../../models/errors.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { classKeys } from './class-keys.ts'
import { normalizeClassName } from './class-name.ts'

/**
 * A class by its id.
 * @throws GlanceError where there is none: it is not made again under the name that a page still shows
 */
export function getClass(catalog: ReadableCatalog, id: number): ClassInfo {
  const found = getClassById(catalog, id)
  if (found !== null) return found
  const name = findDeletedName(catalog, id)
  if (name === null) throw noClass(id)
  throw new GlanceError(
    'not-found',
    'The class “{name}” was deleted from this project.',
    'Choose another class, or undo the deletion.',
    { params: { name } },
  )
}

/** A class whose name differs only in case from a name in its stored form; one of exactly this name goes first. */
export function findSameName(catalog: ReadableCatalog, name: string): { id: number; name: string } | null {
  const exact = findClass(catalog, name)
  if (exact !== null) return { id: exact, name }
  const folded = name.toLowerCase()
  return listClasses(catalog).find((one) => one.name.toLowerCase() === folded) ?? null
}

/** The error for a name that differs from that of a class only in case. */
export const sameName = (name: string, other: string): GlanceError =>
  new GlanceError(
    'wrong-use',
    'The class “{name}” differs from the class “{other}” only in upper and lower case.',
    'Use “{other}”, or choose another name.',
    { params: { name, other } },
  )

export const noClass = (id: number): GlanceError =>
  new GlanceError(
    'not-found',
    'There is no class {id} in this project.',
    'The label set may have changed. Open it again.',
    { params: { id } },
  )

/** The error for a model's class that a closed label set does not have. */
export const notInSet = (name: string): GlanceError =>
  new GlanceError(
    'wrong-use',
    'The class “{name}” is not in this label set, which is closed.',
    'Open the label set, or give the class under “Other classes of the model”.',
    { params: { name } },
  )

const bare = { colour: null, description: '', parentId: null }

/** Who made a class: a person, or a model whose class a person accepted. */
export type Maker = 'person' | 'model'

/**
 * Makes a class, behind all others, inside an edit, and gives its id. All classes come to be here. It gets the key that
 * was asked for, where no other class has it, else the lowest free one, and keeps it. The first class says what the
 * label set is: closed where a person made it, open where it is a model's.
 * @throws GlanceError where the name is taken or cannot be shown
 */
export function makeClass(
  catalog: Catalog,
  {
    name: given,
    key = null,
    ...details
  }: Pick<ClassInfo, 'name'> & Partial<Omit<ClassInfo, 'id' | 'name' | 'originalName'>>,
  maker: Maker = 'person',
): number {
  const name = normalizeClassName(given)
  if (findClass(catalog, name) !== null)
    throw new GlanceError('wrong-use', 'The class “{name}” already exists.', 'Use it, or choose another name.', {
      params: { name },
    })
  if (hasNoClass(catalog)) setSetting(catalog, 'labelSet', maker === 'person' ? 'closed' : 'open')
  const free = findFreeKey(catalog, key === null ? classKeys : [key, ...classKeys])
  return insertClass(catalog, { name, key: free, ...bare, ...details })
}

/** The id of the class that a person typed, in whatever case; made where it is new, inside an edit. */
export const ensureClass = (catalog: Catalog, name: string): number =>
  findSameName(catalog, normalizeClassName(name))?.id ?? makeClass(catalog, { name })

/** The id of the class that a model's class is in the project, renamed or not; made where it is new, inside an edit. */
export const ensureModelClass = (catalog: Catalog, name: string): number =>
  findModelClass(catalog, name) ??
  findSameName(catalog, normalizeClassName(name))?.id ??
  makeClass(catalog, { name }, 'model')
