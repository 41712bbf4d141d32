import type { ParsedArgs } from '../contract/calls.ts'
import { GlanceError } from '../contract/errors.ts'
import type { CallContext } from './service.ts'

export function runBench(_args: ParsedArgs<'bench'>, _context: CallContext): Promise<null> {
  throw new GlanceError('internal', 'not yet')
}
