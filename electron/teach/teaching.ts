import { setTimeout as sleep } from 'node:timers/promises'
import { listClasses } from '../catalog/queries/classes.ts'
import { measureSureFrom } from '../catalog/queries/sure-from.ts'
import { countLabeledClasses } from '../catalog/queries/teaching.ts'
import { describeFailure, type Failure } from '../../models/errors.ts'
import type { Project } from '../project/project.ts'
import type { Resource } from '../project/resources.ts'
import { shownSource } from '../project/taught.ts'
import type { TeachingState } from './calls.ts'
import type { PredictionSource } from './constants.ts'
import { choosesLabels, findObstacle, listLearningModels, readChoice } from './learning-source.ts'
import type { AskedQuestion, Calibrated, Learned, Likeliest, SessionSource } from './session.ts'
import type { FoldedHeads } from './taught-heads.ts'
import { TeachThread } from './thread.ts'

/** Milliseconds without a new label before labels are left out, which takes a second. */
const calibrateAfterMs = 300
/** Milliseconds between two reports to the page. */
const reportEveryMs = 250

/** Learns from a project's labels while it is open: after every edit, in a thread of its own. */
export class Teaching {
  state: TeachingState = 'few-labels'
  failure: Failure | null = null
  learned: Learned | null = null
  calibrated: Calibrated | null = null
  curve: { labels: number; accuracy: number }[] = []
  readonly #project: Project
  readonly #thread = new TeachThread()
  readonly #unwatch: () => void
  readonly #closing = new AbortController()
  #isWanted = false
  /** Labels came since labels were left out last. */
  #isUncalibrated = false
  /** Nor were modes compared since. */
  #isUncompared = false
  /** How often what was learned was given up: what the thread began before is of no use then. */
  #stops = 0
  #underWay: Promise<void> | null = null
  #following: Promise<void> | null = null
  #reporting = false
  /** The model's own record, where nothing is learned that would measure it. */
  #alone: number | null = null
  #measuring: Promise<void> | null = null

  constructor(project: Project) {
    this.#project = project
    this.#unwatch = project.watch(() => this.notice())
    this.notice()
  }

  /** What a person chose. */
  get choice(): PredictionSource | 'auto' {
    return readChoice(this.#project.catalog)
  }

  /** Whose predictions are shown. */
  get source(): PredictionSource {
    return this.#project.get(shownSource).taught === null ? 'model' : 'labels'
  }

  /** A method, because it changes while others wait. */
  #isClosed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Something changed: learns again, once what is under way has ended. */
  notice(): void {
    this.#isWanted = true
    this.#underWay ??= this.#run().finally(() => {
      this.#underWay = null
    })
  }

  /** Until all that changed before is learned. */
  async settle(): Promise<void> {
    this.notice()
    await this.#underWay
  }

  /** The same, and until labels were left out and modes compared: what is shown then depends on the project alone. */
  async complete(): Promise<void> {
    await this.settle()
    await this.#measuring
    while ((this.#isUncalibrated || this.#isUncompared) && !this.#isClosed()) {
      if (this.#isUncalibrated) await this.#calibrate()
      else await this.#compare()
      await this.#underWay // labels that came meanwhile
    }
  }

  /** What to ask next, from the labels as they are on the disk. */
  async ask(options: { seed: number; skip: readonly number[] }): Promise<AskedQuestion | null> {
    await this.settle()
    const source = this.#findSource()
    if (source === null) return null
    // With too few labels nothing was learned, and the embeddings may not be read yet.
    if (this.learned === null) await this.#thread.call('learn', { source, readsPools: true, again: false })
    const classes = listClasses(this.#project.catalog).length
    return this.#thread.call('ask', { source, options: { ...options, classes } })
  }

  async findMore(classId: number): Promise<Likeliest> {
    await this.settle()
    const source = this.#findSource()
    return source === null ? { ids: [], chances: [] } : this.#thread.call('more', { source, classId })
  }

  /** The heads for a model file; null where nothing was learned. */
  async foldHeads(): Promise<FoldedHeads | null> {
    const source = this.#findSource()
    return source === null || this.learned === null ? null : this.#thread.call('heads', { source })
  }

  /** Takes the choice of a person over. */
  choose(): void {
    this.#show()
    this.#report()
    this.notice()
  }

  async close(): Promise<void> {
    this.#unwatch()
    this.#closing.abort()
    await this.#thread.close()
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#isClosed()) {
      this.#isWanted = false
      try {
        await this.#learn()
      } catch (error) {
        if (this.#isClosed()) return
        this.#stop('failed')
        this.failure = describeFailure(error)
      }
      this.#report()
    }
  }

  async #learn(): Promise<void> {
    const source = this.#findSource()
    if (source === null) return
    const { catalog, jobs } = this.#project
    if (countLabeledClasses(catalog, 2) < 2) {
      // The thread need not hold the embeddings yet.
      this.#stop('few-labels')
      return
    }
    // Nothing of another model is shown as if it were of this one.
    if (this.learned !== null && this.learned.modelIds[0] !== source.modelIds[0]) this.#stop('learning')
    if (this.learned === null) {
      this.state = 'learning'
      this.#report()
    }
    // While a model goes through the photos, the pool would be another one every second.
    const isCurrent = this.#watchFor(source)
    const learned = await this.#thread.call('learn', {
      source,
      readsPools: jobs.running !== 'prelabel',
      // The thread may know these labels from before they were given up here.
      again: this.learned === null,
    })
    if (!isCurrent()) return
    if (learned === null && !this.#isUncalibrated && !this.#isUncompared) return
    this.failure = null
    if (learned !== null) {
      if (learned.classIds.length < 2) {
        this.#stop('few-labels')
        return
      }
      this.learned = learned
      this.#isUncalibrated = this.#isUncompared = true
    }
    if (this.calibrated === null) await this.#calibrate()
    if (!isCurrent()) return
    this.#followUp()
    this.state = 'ready'
    this.#show()
  }

  /** Embeddings of the models that ran; null where nothing can be learned, and `state` says why. */
  #findSource(): SessionSource | null {
    const { catalog, model } = this.#project
    const reason = findObstacle(catalog, model?.id ?? null)
    if (reason !== null) {
      this.#stop(reason)
      return null
    }
    return { place: catalog.db.name, modelIds: listLearningModels(catalog, model!.id) }
  }

  /**
   * Gives a function that tells, after a call of the thread, whether what it says is of the project as it is now: it
   * has the same model, and still something to learn from. Otherwise it is to be learned again.
   */
  #watchFor({ modelIds }: SessionSource): () => boolean {
    const stops = this.#stops
    return () => {
      if (this.#findSource()?.modelIds[0] === modelIds[0] && stops === this.#stops) return true
      this.notice()
      return false
    }
  }

  #stop(state: TeachingState): void {
    this.#stops++
    this.state = state
    this.learned = this.calibrated = null
    this.#isUncalibrated = this.#isUncompared = false
    this.curve = []
    this.#show()
    this.#measureAlone()
  }

  /** How sure the model's own predictions are, by the labels: once no label has come for a moment. */
  #measureAlone(): void {
    this.#measuring ??= sleep(calibrateAfterMs, undefined, { signal: this.#closing.signal })
      .then(() => {
        const { catalog, model } = this.#project
        this.#alone = model === null ? null : measureSureFrom(catalog, model.id)
        this.#show()
      })
      .catch((error: unknown) => {
        if (!this.#isClosed()) this.failure = describeFailure(error)
      })
      .finally(() => {
        this.#measuring = null
      })
  }

  /** What takes longer than a label may: once no label has come for a moment. */
  #followUp(): void {
    this.#following ??= sleep(calibrateAfterMs, undefined, { signal: this.#closing.signal })
      .then(async () => {
        if (this.#isUncalibrated) await this.#calibrate()
        if (!this.#isUncalibrated) await this.#compare()
        if (!this.#isUncalibrated) await this.#draw()
      })
      .catch((error: unknown) => {
        if (!this.#isClosed()) this.failure = describeFailure(error)
      })
      .finally(() => {
        this.#following = null
        this.#report()
        // Labels came meanwhile.
        if ((this.#isUncalibrated || this.#isUncompared) && this.failure === null) this.notice()
      })
  }

  async #calibrate(): Promise<void> {
    const source = this.#findSource()
    if (source === null || this.learned === null) return
    const isCurrent = this.#watchFor(source)
    const calibrated = await this.#thread.call('calibrate', { source })
    if (!isCurrent()) return
    if (calibrated === null) {
      this.notice()
      return
    }
    this.#isUncalibrated = false
    this.#take(calibrated)
  }

  async #compare(): Promise<void> {
    const source = this.#findSource()
    if (source === null || this.learned === null) return
    const isCurrent = this.#watchFor(source)
    const compared = await this.#thread.call('compare', { source })
    if (!isCurrent()) return
    if (compared !== null) this.#take(compared)
    if (compared !== null || this.learned.modelIds.length < 2) this.#isUncompared = false
    else this.notice()
  }

  #take({ learned, ...figures }: Calibrated & { learned: Learned }): void {
    this.calibrated = figures
    if (learned.classIds.length >= 2) this.learned = learned
    this.#show()
  }

  async #draw(): Promise<void> {
    const source = this.#findSource()
    if (source === null || this.learned === null) return
    const isCurrent = this.#watchFor(source)
    const curve = await this.#thread.call('curve', { source })
    if (isCurrent()) this.curve = curve
  }

  /** Puts the predictions in the place of the model's, where they are chosen. */
  #show(): void {
    const { learned, calibrated, choice } = this
    const shown = this.#project.get(shownSource)
    const { taught: before, sureFrom } = shown
    if (learned === null || !choosesLabels(choice, calibrated)) shown.taught = null
    else if (before === null || before.top !== learned.top) {
      const { ids, classIds, top, confidence, members } = learned
      const explain = async (ids: readonly number[], limit: number) => {
        const source = this.#findSource()
        return source === null ? new Map() : this.#thread.call('explain', { source, ids, limit })
      }
      shown.taught = { ids, classIds, top, confidence, members, explain }
    }
    shown.sureFrom =
      calibrated === null
        ? this.#alone
        : shown.taught === null
          ? (calibrated.model?.sureFrom ?? null)
          : calibrated.summary.sureFrom
    if (shown.taught !== before || shown.sureFrom !== sureFrom) this.#project.emit({ type: 'changed' })
  }

  /** Tells the page to ask again; not more often than it could show. */
  #report(): void {
    if (this.#reporting || this.#isClosed()) return
    this.#reporting = true
    setTimeout(() => {
      this.#reporting = false
      if (!this.#isClosed()) this.#project.emit({ type: 'teaching' })
    }, reportEveryMs).unref()
  }
}

/** Begins when it is first asked for, and learns until the project is closed. */
export const teaching: Resource<Project, Teaching> = {
  make: (project) => new Teaching(project),
  close: (made) => made.close(),
}
