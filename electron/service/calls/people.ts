import { readPreferences, writePreferences } from '../preferences.ts'
import type { Handlers } from './handler.ts'

/** Who labels, and labels that come from elsewhere. */
export const peopleHandlers = {
  preferences: (_args, { data }) => readPreferences(data),
  setPreferences: ({ author, keys }, { data }) => writePreferences(data, { ...(author === undefined ? {} : { author }), ...(keys === undefined ? {} : { keys }) }),
} satisfies Handlers
