import { csv } from './csv.ts'
import type { ExportFormat } from './format.ts'

/**
 * All formats that labels can be exported in, the default first. The page loads this list:
 * it imports nothing of the service.
 */
export const exportFormats: readonly ExportFormat[] = [csv]

export const formatIds = exportFormats.map(({ id }) => id)

/** @throws Error where there is none: calls take only those of the list */
export function findFormat(id: string): ExportFormat {
  const found = exportFormats.find((format) => format.id === id)
  if (found === undefined) throw new Error(`There is no format "${id}".`)
  return found
}
