import { describeFailure, type GlanceError } from '../../models/errors.ts'
import { neverCached } from '../lib/http-answer.ts'

/** Why a file is not given, as JSON of a Failure, so that the page can say it in its language. */
export const refuseFor = (status: number, error: GlanceError): Response =>
  Response.json(describeFailure(error), { status, headers: { 'cache-control': neverCached } })
