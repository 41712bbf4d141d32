import { host } from '../../host/host.ts'
import { pickFile } from '../../app/pick-file.ts'
import { classesExtensions, endingIn, modelExtensions } from '../../../models/file-extensions.ts'

/** A file that a person chose: its path, or, in a browser, what is to be uploaded first. */
export interface ChosenFile {
  name: string
  /** Bytes, where known. */
  bytes: number | null
  /** Gives its path for the service; in a browser, `onSent` receives the share of it that is there. */
  place: (onSent?: (share: number) => void) => Promise<string>
}

const extensions = { model: modelExtensions, classes: classesExtensions }

/** Whether a file's name is that of a checkpoint or an ONNX model. */
export const isModelFile = (name: string): boolean => endingIn(modelExtensions).test(name)

/** Whatever system's path it is. */
const lastPart = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

export const chosenOf = (file: File): ChosenFile => ({
  name: file.name,
  bytes: file.size,
  place: (onSent) => host.placeFile(file, onSent),
})

/** Asks for a file in the way that this host has; null where the person changed their mind. */
export async function chooseFile(kind: keyof typeof extensions): Promise<ChosenFile | null> {
  if (host.chooseFile === null) {
    const file = await pickFile(extensions[kind].map((extension) => `.${extension}`).join(','))
    return file && chosenOf(file)
  }
  const path = await host.chooseFile(kind)
  return path === null ? null : { name: lastPart(path), bytes: null, place: () => Promise.resolve(path) }
}
