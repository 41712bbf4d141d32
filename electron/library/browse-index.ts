import {
  findPageEnd,
  type ImageTuple,
  readClassMap,
  readClassMapLike,
  readConflicts,
  readExactGroups,
  readImages,
  readLabels,
  readMarks,
  readNameOrder,
  readNearGroups,
  readComparisons,
  readRejections,
  readView,
  type Span,
  type View,
} from '../catalog/queries/columns.ts'
import type { Sort } from './calls.ts'
import { type Changes, type ChangeWatch, watchChanges } from '../catalog/changes.ts'
import { type ClassInfo, listClasses } from '../catalog/queries/classes.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { getModel } from '../catalog/queries/models.ts'
import { deriveStatus } from '../catalog/status.ts'
import { readRules } from '../catalog/queries/prediction-rules.ts'
import { type PredictionRules, makeRules, NameTable } from '../catalog/shown-prediction.ts'
import type { ShownSource, TaughtPredictions } from '../project/taught.ts'
import { Columns, flagBits, gone, splitCodes, stateCodes, statusCodes } from './columns.ts'
import { filters } from './filters/index.ts'
import { Folders } from './folders.ts'
import { sameRules, showPredictions } from './show-predictions.ts'
import { Kinds } from './kinds.ts'
import { type Label, LabelSets } from './label-sets.ts'
import { Texts } from './texts.ts'

/** Images read at once: what a page of them takes is gone before the next one. */
const pageRows = 20_000

/**
 * All images of a project in memory, column by column, so that filters, orders and counts of a million take
 * milliseconds. Every question first calls `refresh`, which reads again what changed since.
 */
export class BrowseIndex {
  readonly catalog: ReadableCatalog
  readonly columns = new Columns()
  readonly texts = new Texts()
  readonly folders = new Folders()
  readonly kinds = new Kinds(filters.flatMap(({ property = null }) => property ?? []))
  readonly labelSets = new LabelSets()
  readonly names = new NameTable()
  classes: ClassInfo[] = []
  view: View = { modelId: null, secondId: null, threshold: 0 }
  rules: PredictionRules = makeRules({ labels: [], classes: [], map: [], isClosed: false }, this.names)
  /** The same of the comparison model. */
  secondRules = this.rules
  /** All rows by name. */
  byName = new Uint32Array(0)
  /** Orders that were asked for and still hold. */
  readonly orders = new Map<Sort['by'], Uint32Array>()
  /** Another one with every change. */
  version = 0
  /** Predictions of heads that learned from the labels, in place of the model's own. */
  taught: TaughtPredictions | null = null
  readonly #watch: ChangeWatch
  readonly #source: ShownSource
  #sureFrom: number | null = null
  #isLoaded = false
  #fileVersion = -1
  #loadAgainAt = 0

  constructor(catalog: ReadableCatalog, source: ShownSource = { taught: null, sureFrom: null }) {
    this.catalog = catalog
    this.#source = source
    this.#watch = watchChanges(catalog)
  }

  /** Takes over what changed in the catalog since the last time; all of it, the first time. */
  refresh(): void {
    // What another process wrote is not known. Reading all again takes its time, and must not take all the time.
    const isChangedElsewhere = this.#watch.version() !== this.#fileVersion && performance.now() >= this.#loadAgainAt
    const changes = this.#watch.take()
    const { images, parts } = changes
    if (this.#source.sureFrom !== this.#sureFrom) parts.add('view')
    if (!this.#isLoaded || isChangedElsewhere || parts.has('all')) {
      this.#load()
      return
    }
    if (images.length === 0 && parts.size === 0) {
      this.#takeTaught()
      return
    }
    this.#isLoaded = false // whatever fails on the way: the next query reads all again
    this.version++
    const view = this.#readView()
    if (view.modelId !== this.view.modelId || view.secondId !== this.view.secondId) {
      this.#load()
      return
    }
    if (parts.size > 0) this.#readRules(view)
    if (!this.#update(changes)) this.#load()
    this.#isLoaded = true
    this.#takeTaught()
  }

  /** Shows predictions from another source, or newer ones. */
  #takeTaught(): void {
    const { taught } = this.#source
    if (taught === this.taught) return
    // What the model itself says of both heads was not kept.
    if (taught === null) {
      this.#load()
      return
    }
    this.taught = taught
    this.version++
    this.orders.delete('agreement')
    showPredictions(
      this,
      Uint32Array.from({ length: this.columns.count }, (_, row) => row),
    )
    for (let row = 0; row < this.columns.count; row++) this.#derive(row)
  }

  #load(): void {
    const start = performance.now()
    this.#isLoaded = false
    this.taught = this.#source.taught
    this.#fileVersion = this.#watch.version()
    this.version++
    for (const part of [this.texts, this.folders, this.kinds, this.orders]) part.clear()
    this.columns.clear(this.#readView().secondId !== null)
    // As it is at one moment: another process may write meanwhile.
    this.catalog.guard(this.catalog.db.transaction(() => this.#readAll()))
    this.#isLoaded = true
    this.#loadAgainAt = performance.now() + 10 * (performance.now() - start)
  }

  #readAll(): void {
    this.#readRules(this.#readView())
    for (let after = 0; ;) {
      const last = findPageEnd(this.catalog, after, pageRows)
      if (last === null) break
      this.#readRows({ after, last })
      after = last
    }
    this.#readExact(null)
    this.#readOrder()
  }

  #readView(): View {
    this.#sureFrom = this.#source.sureFrom
    return readView(this.catalog, this.#sureFrom)
  }

  /** Reads these images again; false where one has come between the others, for which there is no row. */
  #update({ images: ids, content }: Changes): boolean {
    const { columns } = this
    const before = columns.count
    const largest = before === 0 ? 0 : columns.data.id[before - 1]!
    if (ids.some((id) => id <= largest && columns.find(id) === -1)) return false
    for (let from = 0; from < ids.length; from += pageRows) this.#readRows({ ids: ids.slice(from, from + pageRows) })
    if (content.length > 0) this.#readExact(content)
    if (columns.count > before) this.#readOrder()
    return true
  }

  #readRules(view: View): void {
    const before = this.view
    this.view = view
    this.classes = listClasses(this.catalog)
    const rules = this.#makeRules(view.modelId, readClassMap)
    const secondRules = this.#makeRules(view.secondId, readClassMapLike)
    const isSame =
      sameRules(this.rules, rules) &&
      sameRules(this.secondRules, secondRules) &&
      (view.threshold === before.threshold || rules.lines.size === 0)
    this.rules = rules
    this.secondRules = secondRules
    this.labelSets.rename(this.classes, rules.numbers)
    this.orders.delete('class')
    this.orders.delete('sweep')
    if (!isSame)
      showPredictions(
        this,
        Uint32Array.from({ length: this.columns.count }, (_, row) => row),
      )
    if (!isSame || view.threshold !== before.threshold)
      for (let row = 0; row < this.columns.count; row++) this.#derive(row)
  }

  #makeRules(modelId: number | null, readMap: typeof readClassMap): PredictionRules {
    const model = modelId === null ? null : getModel(this.catalog, modelId)
    return readRules(this.catalog, model ?? { id: 0, labels: [] }, readMap, this.names)
  }

  #readRows(span: Span): void {
    const { columns, catalog } = this
    const labels = Map.groupBy(readLabels(catalog, span), ([id]) => id)
    const marks = new Map(readMarks(catalog, span).map(([id, ...mark]) => [id, mark]))
    const conflicts = new Set(readConflicts(catalog, span))
    const rejections = new Set(readRejections(catalog, span).map(([id]) => id))
    const near = new Map(readNearGroups(catalog, span))
    const images = readImages(catalog, this.view.modelId, span)
    const rows = new Uint32Array(images.length)
    for (const [index, image] of images.entries()) {
      const [id] = image
      const row = this.#setImage(image)
      rows[index] = row
      const [flagged, noted, split] = marks.get(id) ?? [0, 0, null]
      const { data } = columns
      data.flags[row] =
        (image[9] === 1 ? flagBits.hasMap : 0) |
        (flagged === 1 ? flagBits.flagged : 0) |
        (noted === 1 ? flagBits.noted : 0) |
        (conflicts.has(id) ? flagBits.conflict : 0) |
        (rejections.has(id) ? flagBits.rejection : 0)
      data.split[row] = splitCodes[split ?? 'none']
      this.#set(
        'labelSet',
        row,
        this.labelSets.numberOf(
          (labels.get(id) ?? []).map(([, classId, source, author]): Label => ({ classId, source, author })),
        ),
        'class',
      )
      this.#set('near', row, (near.get(id) ?? -1) + 1, 'duplicates')
    }
    this.#readComparisons(span, rows)
    showPredictions(this, rows)
    for (const row of rows) this.#derive(row)
  }

  #readComparisons(span: Span, rows: Uint32Array): void {
    const {
      columns: { data },
      view,
    } = this
    if (view.secondId === null) return
    for (const row of rows) {
      data.secondTop[row] = data.byClassToken[row] = data.byDistillationToken[row] = 0
      data.secondTopConfidence[row] = -1
    }
    for (const [id, classIndex, confidence, byClassToken, byDistillationToken] of readComparisons(
      this.catalog,
      view,
      span,
    )) {
      const row = this.columns.find(id)
      data.secondTop[row] = classIndex + 1
      data.secondTopConfidence[row] = confidence
      data.byClassToken[row] = byClassToken === null ? 0 : byClassToken + 1
      data.byDistillationToken[row] = byDistillationToken === null ? 0 : byDistillationToken + 1
    }
  }

  #setImage([
    id,
    rootId,
    path,
    state,
    size,
    mtime,
    classIndex,
    confidence,
    agreement,
    ,
    mapDistance,
  ]: ImageTuple): number {
    const { columns } = this
    let row = columns.find(id)
    if (row === -1) {
      row = columns.add(id)
      columns.data.folder[row] = this.folders.numberOf(rootId, path)
      this.texts.add(path)
    }
    columns.data.state[row] = stateCodes[state]
    this.#set('size', row, size, 'size')
    this.#set('mtime', row, mtime, 'date')
    columns.data.top[row] = classIndex === null ? 0 : classIndex + 1
    columns.data.topConfidence[row] = confidence ?? -1
    this.#set('agreement', row, agreement ?? 2, 'agreement')
    this.#set('mapDistance', row, mapDistance ?? -1, 'map-distance')
    return row
  }

  /** Sets a value that an order depends on. */
  #set(
    column: 'size' | 'mtime' | 'agreement' | 'labelSet' | 'near' | 'exact' | 'status' | 'mapDistance',
    row: number,
    value: number,
    order: Sort['by'],
  ): void {
    const values = this.columns.data[column]
    if (values[row] === value) return
    values[row] = value
    this.orders.delete(order)
  }

  /** Sets what follows from the rest of a row. */
  #derive(row: number): void {
    const { state, labelSet, top, prediction, confidence, status, kind, shown } = this.columns.data
    const before = status[row]
    this.#set(
      'status',
      row,
      state[row] === stateCodes.missing
        ? gone
        : statusCodes[
            deriveStatus({
              isLabeled: labelSet[row] !== 0,
              state: state[row] === stateCodes.failed ? 'failed' : 'ok',
              hasRun: top[row] !== 0,
              shown: prediction[row] === 0 ? null : confidence[row]!,
              threshold: this.view.threshold,
            })
          ],
      'status',
    )
    if ((before === gone) !== (status[row] === gone)) this.orders.delete('sweep')
    kind[row] = this.kinds.numberOf(row, this)
    shown[row] = labelSet[row] !== 0 ? 2 * labelSet[row]! + 1 : 2 * prediction[row]!
  }

  /** Finds the groups of equal files: all of them, or those that these images are or were in. */
  #readExact(ids: readonly number[] | null): void {
    const { columns } = this
    const { exact } = columns.data
    let touched: number[] | null = null
    if (ids !== null) {
      const groups = new Set(ids.map((id) => exact[columns.find(id)] ?? 0).filter((group) => group !== 0))
      touched = [...ids]
      if (groups.size > 0)
        for (let row = 0; row < columns.count; row++) if (groups.has(exact[row]!)) touched.push(columns.data.id[row]!)
    }
    const found = new Map(readExactGroups(this.catalog, touched))
    for (const id of touched ?? []) if (!found.has(id)) found.set(id, 0)
    for (const [id, group] of found) {
      const row = columns.find(id)
      if (row === -1 || exact[row] === group) continue
      this.#set('exact', row, group, 'duplicates')
      this.#derive(row)
    }
  }

  #readOrder(): void {
    const ids = readNameOrder(this.catalog)
    this.byName = Uint32Array.from(ids, (id) => this.columns.find(id))
    this.orders.clear()
  }
}
