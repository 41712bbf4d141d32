import { parentPort } from 'node:worker_threads'
import { serve, Transferred } from '../../models/worker-rpc.ts'
import type { TaughtScores } from '../project/taught.ts'
import {
  type AskOptions,
  type AskedQuestion,
  type Likeliest,
  type Calibrated,
  type Learned,
  LearningSession,
  type SessionSource,
} from './session.ts'
import type { FoldedHeads } from './taught-heads.ts'

/* The thread that holds the embeddings and learns, so that the service never waits for either. */
let session: LearningSession | null = null

/** The session of this source; another project or other models begin a new one. */
function open(source: SessionSource): LearningSession {
  if (session?.isOf(source) === true) return session
  session?.close()
  session = null // should the next one not open
  return (session = new LearningSession(source))
}

/** Lists of a million photos move to the service instead of being copied. */
const transfer = <Value>(value: Value, { ids, top, confidence, members }: Learned): Transferred<Value> =>
  new Transferred(
    value,
    [{ top, confidence }, ...members]
      .flatMap((one) => [one.top.buffer, one.confidence.buffer])
      .concat(ids.buffer) as ArrayBuffer[],
  )

const handlers = {
  /** Takes over what changed in the catalog and predicts all photos; null where nothing changed, unless `again`. */
  learn({
    source,
    readsPools,
    again,
  }: {
    source: SessionSource
    readsPools: boolean
    again: boolean
  }): Transferred<Learned> | null {
    const learned = open(source).learn({ readsPools, again })
    return learned && transfer(learned, learned)
  },
  /** Leaves labels out, sets temperatures, predicts again; null where labels changed meanwhile. */
  async calibrate({
    source,
  }: {
    source: SessionSource
  }): Promise<Transferred<Calibrated & { learned: Learned }> | null> {
    const calibrated = await open(source).calibrate()
    return calibrated && transfer(calibrated, calibrated.learned)
  },
  /** Compares the modes of learning and predicts again by the best; null where there is nothing to compare. */
  async compare({ source }: { source: SessionSource }): Promise<Transferred<Calibrated & { learned: Learned }> | null> {
    const compared = await open(source).compare()
    return compared && transfer(compared, compared.learned)
  },
  curve: ({ source }: { source: SessionSource }) => open(source).drawCurve(),
  ask: ({ source, options }: { source: SessionSource; options: AskOptions }): AskedQuestion | null =>
    open(source).ask(options),
  more: ({ source, classId }: { source: SessionSource; classId: number }): Likeliest => open(source).findMore(classId),
  explain: ({
    source,
    ids,
    limit,
  }: {
    source: SessionSource
    ids: readonly number[]
    limit: number
  }): Map<number, TaughtScores> => open(source).explain(ids, limit),
  heads: ({ source }: { source: SessionSource }): FoldedHeads | null => open(source).foldHeads(),
  close(): void {
    session?.close()
    parentPort!.close()
  },
}
export type TeachCalls = typeof handlers

serve(parentPort!, handlers)
