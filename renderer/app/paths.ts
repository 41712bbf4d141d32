/** Paths of the machine that the service runs on, which may be of either kind; the page has no other way to know. */

const isWindows = (path: string): boolean => /^[a-z]:\\|^\\\\/i.test(path)

export const joinPath = (folder: string, name: string): string => {
  const separator = isWindows(folder) ? '\\' : '/'
  return folder.endsWith(separator) ? folder + name : folder + separator + name
}

/** The last part of a path. */
export const lastPart = (path: string): string => {
  const parts = path.split(isWindows(path) ? /[\\/]/ : '/').filter((part) => part !== '')
  return parts.at(-1) ?? path
}

/** The folder that a path is in; the path itself where there is none above. */
export const parentPath = (path: string): string => {
  const trimmed = path.replace(isWindows(path) ? /[\\/]+$/ : /\/+$/, '')
  const cut = isWindows(path) ? Math.max(trimmed.lastIndexOf('\\'), trimmed.lastIndexOf('/')) : trimmed.lastIndexOf('/')
  return cut < 0 ? path : trimmed.slice(0, Math.max(cut, 1))
}

const extension = '.glance'
export const isProjectFile = (path: string): boolean => path.toLowerCase().endsWith(extension)
/** A name as a person typed it, as the name of a project's file. */
export const projectFileName = (name: string): string =>
  isProjectFile(name.trim()) ? name.trim() : name.trim() + extension
