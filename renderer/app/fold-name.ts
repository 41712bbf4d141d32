/** A class name as it is compared: two names that differ in nothing else look like one and the same to a reader. */
export const foldName = (name: string): string => name.normalize('NFC').trim().toLowerCase()
