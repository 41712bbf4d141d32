import { mkdirSync } from 'node:fs'
import type { precisions } from '../../../models/deit/config.ts'
import type { NetworkSettings } from '../network.ts'
import { describeFailure, GlanceError } from '../../../models/errors.ts'
import type { Emit } from '../../project/events.ts'
import type { ModelLibraryEvent } from '../events.ts'
import type { Download, KnownModel, ModelSource, SourceKind } from '../calls.ts'
import { checkSum } from './checksum.ts'
import { fetchFile, type Persistence } from './fetch-file.ts'
import { acquire, isHeld, type Release } from './lock.ts'
import { DownloadProgress } from './progress.ts'
import { type DownloadRecord, DownloadRecords } from './records.ts'
import { checkSpace } from './space.ts'
import { applyMirror, openTransport, type Timeouts } from './transport.ts'

export interface DownloadRequest {
  model: KnownModel
  /** The model's first source where not given. */
  source?: SourceKind | undefined
  precision: (typeof precisions)[number]
}

export interface DownloadsOptions {
  folder: string
  /** Makes an installed model of a checkpoint that is whole; gives its id. */
  install: (
    file: string,
    wanted: { model: KnownModel; source: ModelSource; precision: DownloadRequest['precision'] },
  ) => Promise<string>
  pace?: Partial<Timeouts & Persistence>
}

interface Running {
  abort: AbortController
  progress: DownloadProgress
  ended: Promise<string | null>
}

const defaultPace: Timeouts & Persistence = { timeoutMs: 30_000, tries: 6, pause: 1000 }
/** Errors of the file itself: the part received is useless. */
const fileIsBad = ['wrong-checksum', 'damaged-model', 'unsafe-model', 'unsupported-model', 'wrong-labels']

/**
 * Fetches checkpoints into a folder and has them installed: each can be paused and resumed, also in
 * another process. What goes wrong is written down as the download's state, to be tried again.
 */
export class Downloads {
  readonly #records: DownloadRecords
  readonly #install: DownloadsOptions['install']
  readonly #pace: Timeouts & Persistence
  readonly #running = new Map<string, Running>()

  constructor({ folder, install, pace }: DownloadsOptions) {
    this.#records = new DownloadRecords(folder)
    this.#install = install
    this.#pace = { ...defaultPace, ...pace }
  }

  /** Downloads that are not installed yet; one whose process died is paused. */
  list(): Download[] {
    const here = [...this.#running.values()].map(({ progress }) => progress.download)
    const others = this.#records
      .list()
      .filter(({ modelId }) => !this.#running.has(modelId))
      .map((record) => this.#describe(record))
    return [...here, ...others].sort((one, other) => (one.modelId < other.modelId ? -1 : 1))
  }

  /**
   * Begins or resumes, and returns.
   * @throws GlanceError where it is under way in another process, or nothing can be written
   */
  start(request: DownloadRequest, network: NetworkSettings, emit: Emit<ModelLibraryEvent>): void {
    // Its state has the error.
    if (!this.#running.has(request.model.id)) void this.#start(request, network, emit).ended.catch(() => undefined)
  }

  /**
   * Begins or resumes, and waits for the end; returns the installed model's id. Aborted, it is paused.
   * @throws GlanceError what it failed of
   */
  async run(
    request: DownloadRequest,
    network: NetworkSettings,
    emit: Emit<ModelLibraryEvent>,
    signal: AbortSignal,
  ): Promise<string> {
    const running = this.#running.get(request.model.id) ?? this.#start(request, network, emit)
    const stop = (): void => running.abort.abort()
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    const installed = await running.ended.finally(() => signal.removeEventListener('abort', stop))
    if (installed === null)
      throw new GlanceError('cancelled', 'The download was stopped.', 'The same command resumes from here.')
    return installed
  }

  /** Resumes what was interrupted by the end of a process. */
  resume(findModel: (id: string) => KnownModel | null, network: NetworkSettings, emit: Emit<ModelLibraryEvent>): void {
    for (const record of this.#records.list()) {
      const { modelId, state, source, precision } = record
      if (
        (state !== 'running' && state !== 'installing') ||
        this.#running.has(modelId) ||
        isHeld(this.#records.lock(modelId))
      )
        continue
      const model = findModel(modelId)
      if (model === null) continue
      try {
        this.start({ model, source, precision }, network, emit)
      } catch (error) {
        // It was not asked for just now: its state has the error.
        try {
          this.#records.write({ ...record, state: 'failed', error: describeFailure(error) })
        } catch {
          // On a full disk not even this can be written, and a model library that cannot be shown frees none.
        }
      }
    }
  }

  /** Stops it; what has come stays. Nothing happens where it does not run. */
  async pause(modelId: string): Promise<void> {
    const running = this.#running.get(modelId)
    this.#refuseElsewhere(modelId)
    running?.abort.abort()
    if (running?.progress.download.state === 'running') await running.ended.catch(() => undefined)
  }

  /** Stops it and removes what has come. @throws GlanceError while it is being installed */
  async discard(modelId: string): Promise<void> {
    if (this.#running.get(modelId)?.progress.download.state === 'installing') {
      throw new GlanceError('wrong-use', '{model} is being installed.', 'Wait for it, then remove the model.', {
        params: { model: modelId },
      })
    }
    await this.pause(modelId)
    this.#records.remove(modelId)
  }

  /** Stops all; each resumes by itself when the folder is used again. */
  async close(): Promise<void> {
    const all = [...this.#running.values()]
    for (const { abort } of all) abort.abort('closing')
    await Promise.allSettled(all.map(({ ended }) => ended))
  }

  #describe({ modelId, source, precision, state, version, error }: DownloadRecord): Download {
    const isElsewhere = isHeld(this.#records.lock(modelId))
    const shown = state === 'failed' ? 'failed' : isElsewhere ? state : 'paused'
    return {
      modelId,
      source,
      precision,
      state: shown,
      bytes: this.#records.bytes(modelId),
      total: version.total,
      rate: null,
      error,
    }
  }

  #refuseElsewhere(modelId: string): void {
    if (isHeld(this.#records.lock(modelId))) throw elsewhereError(modelId)
  }

  #start(request: DownloadRequest, network: NetworkSettings, emit: Emit<ModelLibraryEvent>): Running {
    const { model, precision } = request
    const source = findSource(model, request.source)
    const release = this.#hold(model.id)
    try {
      const record = this.#begin(model, source, precision)
      const first: Download = {
        modelId: model.id,
        source: source.kind,
        precision,
        state: 'running',
        bytes: this.#records.bytes(model.id),
        total: record.version.total ?? source.bytes,
        rate: null,
        error: null,
      }
      const [abort, progress] = [new AbortController(), new DownloadProgress(first, emit)]
      const ended = this.#run({ model, source, record, network, progress, signal: abort.signal })
        .catch((error: unknown) => {
          this.#stop(record, error, abort.signal, progress)
          if (record.state !== 'failed' && abort.signal.aborted) return null
          throw error
        })
        .finally(() => {
          this.#running.delete(model.id)
          release()
          emit({ type: 'model-library' })
        })
      const running = { abort, progress, ended }
      this.#running.set(model.id, running)
      progress.report({})
      return running
    } catch (error) {
      release()
      throw error
    }
  }

  #hold(modelId: string): Release {
    try {
      mkdirSync(this.#records.folder, { recursive: true })
    } catch (cause) {
      throw new GlanceError(
        'unreadable',
        '{path} cannot be created: {reason}.',
        'Set GLANCE_DATA to a writable folder.',
        { params: { path: this.#records.folder, reason: (cause as Error).message }, cause },
      )
    }
    const release = acquire(this.#records.lock(modelId))
    if (release === null) throw elsewhereError(modelId)
    return release
  }

  /** The record to resume; another source or address restarts. */
  #begin(model: KnownModel, source: ModelSource, precision: DownloadRequest['precision']): DownloadRecord {
    const before = this.#records.find(model.id)
    const isResumed = before?.url === source.url
    if (!isResumed) this.#records.removePart(model.id)
    const record: DownloadRecord = {
      modelId: model.id,
      source: source.kind,
      precision,
      url: source.url,
      state: 'running',
      error: null,
      version: isResumed ? before.version : { validator: null, total: source.bytes },
      isWhole: isResumed && before.isWhole,
    }
    this.#records.write(record)
    return record
  }

  async #run({
    model,
    source,
    record,
    network,
    progress,
    signal,
  }: {
    model: KnownModel
    source: ModelSource
    record: DownloadRecord
    network: NetworkSettings
    progress: DownloadProgress
    signal: AbortSignal
  }): Promise<string> {
    const records = this.#records
    const file = records.part(model.id)
    const change = (what: Partial<DownloadRecord>): void => records.write(Object.assign(record, what))
    if (!record.isWhole || records.bytes(model.id) === 0) {
      // The file, and the model that is made of it.
      const whole = source.bytes ?? 4 * model.parameters
      await checkSpace(
        records.folder,
        whole - records.bytes(model.id) + (record.precision === 'float32' ? 4 : 2) * model.parameters,
      )
      const dispatcher = openTransport(network, this.#pace)
      try {
        await fetchFile({
          url: applyMirror(source.url, network.mirror),
          file,
          version: record.version,
          expected: source.bytes,
          isChecked: (source.sha256 ?? source.sha256Prefix) !== null,
          dispatcher,
          signal,
          persistence: this.#pace,
          onVersion: (version) => change({ version }),
          onBytes: (bytes, total) => progress.advance(bytes, total),
        })
      } finally {
        void dispatcher.destroy().catch(() => undefined)
      }
      await checkSum(file, source, signal)
      change({ isWhole: true, version: { ...record.version, total: records.bytes(model.id) } })
    }
    signal.throwIfAborted()
    change({ state: 'installing' })
    progress.report({ state: 'installing', bytes: records.bytes(model.id), total: records.bytes(model.id), rate: null })
    const installed = await this.#install(file, { model, source, precision: record.precision })
    records.remove(model.id)
    return installed
  }

  /** Writes down why it stopped. What was closed with the app stays as it was, and resumes with it. */
  #stop(record: DownloadRecord, error: unknown, signal: AbortSignal, progress: DownloadProgress): void {
    const { modelId } = record
    // An installation cannot be stopped:
    // what it fails of is the file's or the disk's fault, whatever was asked for meanwhile.
    const isStopped = signal.aborted && (record.state !== 'installing' || signal.reason === 'closing')
    const failure = isStopped ? null : describeFailure(error)
    if (failure !== null && fileIsBad.includes(failure.code)) {
      this.#records.removePart(modelId)
      Object.assign(record, {
        isWhole: false,
        version: { validator: null, total: null },
      } satisfies Partial<DownloadRecord>)
    }
    const state = failure === null ? 'paused' : 'failed'
    try {
      if (signal.reason !== 'closing')
        this.#records.write(Object.assign(record, { state, error: failure } satisfies Partial<DownloadRecord>))
    } catch {
      // On a full disk not even this can be written; the page gets the event all the same.
    }
    progress.report({ state, error: failure, rate: null, bytes: this.#records.bytes(modelId) })
  }
}

function findSource(model: KnownModel, kind: SourceKind | undefined): ModelSource {
  const source = kind === undefined ? model.sources[0] : model.sources.find((each) => each.kind === kind)
  if (source !== undefined) return source
  throw new GlanceError('wrong-use', '{model} has no source "{source}".', 'It has: {sources}.', {
    params: { model: model.id, source: kind ?? '', sources: model.sources.map((each) => each.kind).join(', ') },
  })
}

const elsewhereError = (modelId: string): GlanceError =>
  new GlanceError(
    'wrong-use',
    '{model} is being downloaded by another instance of Glance on this machine.',
    'Wait for it, or stop it there.',
    { params: { model: modelId } },
  )
