import { realpathSync } from 'node:fs'
import type { Catalog, ReadableCatalog } from '../catalog/connection.ts'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { GlanceError } from '../../models/errors.ts'

/** Reads another project while this one is open, and never changes it. @throws GlanceError where it is this one */
export function withOther<Value>(catalog: Catalog, file: string, read: (other: ReadableCatalog) => Value): Value {
  const other = openCatalog(file, { readOnly: true })
  try {
    if (realpathSync(other.file) === realpathSync(catalog.file))
      throw new GlanceError('wrong-use', '{file} is the project that is open.', 'Choose another one.', {
        params: { file },
      })
    return read(other)
  } finally {
    other.close()
  }
}
