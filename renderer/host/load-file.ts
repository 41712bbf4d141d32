/** A file that the service would not give; `message` is the service's own reason, for a person. */
export class FileError extends Error {
  override readonly name = 'FileError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Fetches one of the service's files. @throws FileError, or the abort's own error */
export async function loadFile(address: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new FileError(response.status, await response.text())
  return response
}
