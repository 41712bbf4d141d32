/** Keys that the person changed, by the shortcut's id; kept with the preferences, and asked for at the start. */
class OwnKeys {
  changed = $state.raw<Readonly<Partial<Record<string, readonly string[]>>>>({})
}

export const ownKeys = new OwnKeys()
