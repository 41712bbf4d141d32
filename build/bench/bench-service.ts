import { setTimeout } from 'node:timers/promises'
import type { CallArgs, CallName } from '../../electron/api/calls.ts'
import { dispatch } from '../../electron/api/dispatch.ts'
import type { CallResults } from '../../electron/api/handlers.ts'
import { Service } from '../../electron/api/service.ts'
import type { BenchContext } from '../../electron/cli/bench.ts'
import type { DataFolder } from '../../electron/project/data-folder.ts'
import type { Project } from '../../electron/project/project.ts'
import { type ErrorCode, GlanceError } from '../../models/errors.ts'

/** The service as a page uses it: by its calls. */
export class BenchService {
  readonly #service: Service
  readonly #context: BenchContext

  constructor(data: DataFolder, context: BenchContext) {
    this.#service = new Service(data)
    this.#context = context
  }

  get project(): Project {
    return this.#service.project
  }

  /** Makes a call. @throws what the service refuses */
  async call<Name extends CallName>(name: Name, args: CallArgs<Name>): Promise<CallResults[Name]> {
    const outcome = await dispatch(this.#service, name, args, this.#context)
    if ('ok' in outcome) return outcome.ok
    const { code, message } = outcome.error
    throw new GlanceError(code as ErrorCode, message)
  }

  /** Opens a project by its file, and waits for the scan of its folders. */
  async open(file: string): Promise<void> {
    await this.call('openProject', { file })
    await this.idle()
  }

  /** Until no job is under way. @throws the signal's reason where the bench is stopped */
  async idle(): Promise<void> {
    while (this.project.isBusy) {
      await setTimeout(20)
      this.#context.signal.throwIfAborted()
    }
  }

  close(): Promise<void> {
    return this.#service.close()
  }
}
