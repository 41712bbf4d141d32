import type { HandlersOf } from '../project/context.ts'
import type { formatCalls } from './calls.ts'
import { exportProject } from './export.ts'

/** Labels out of a project. */
export const formatHandlers = {
  export: (args, { service }) => exportProject(args, service),
} satisfies HandlersOf<typeof formatCalls>
