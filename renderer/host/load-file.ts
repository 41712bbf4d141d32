import type { Failure } from '../../electron/api/page.ts'
import { CallError } from './call-error.ts'

/** A file that the service would not give, with the service's own reason. */
export class FileError extends CallError {
  override readonly name = 'FileError'
  readonly status: number

  constructor(status: number, failure: Failure) {
    super(failure)
    this.status = status
  }
}

/** Why the service refused: a failure of its own is JSON, what a host says by itself is plain text. */
export const readRefusal = (type: string | null, body: string): Failure =>
  type?.startsWith('application/json') === true ? (JSON.parse(body) as Failure) : { code: 'refused', message: body }

/** Fetches one of the service's files. @throws FileError, or the abort's own error */
export async function loadFile(address: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(address, signal === undefined ? {} : { signal })
  if (response.ok) return response
  throw new FileError(response.status, readRefusal(response.headers.get('content-type'), await response.text()))
}
