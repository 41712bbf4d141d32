import type { LanguageName } from '../resources.ts'
import models from './models.ru.json'
import notes from './notes.ru.json'
import schemas from './schemas.ru.json'
import service from './service.ru.json'

/**
 * What errors and notes of the service and of models say, by their English text. `{name}` is replaced by a value, as
 * there.
 */
export const serviceErrors: Partial<Record<LanguageName, Partial<Record<string, string>>>> = {
  ru: { ...service, ...models, ...notes, ...schemas },
}
