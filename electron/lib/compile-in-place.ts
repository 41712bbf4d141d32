import { setFlagsFromString } from 'node:v8'

/**
 * For all threads that begin from now on: V8 compiles on the thread that runs the code. In the background it may need a
 * garbage collection by that thread, which only the thread's event loop brings about; but a thread of Node's whose loop
 * is empty for a moment (the model's is, while Node prepares to import the runtime) waits for the background instead,
 * and both wait for ever (nodejs/node#54918, #47452).
 */
export function compileInPlace(): void {
  for (const flag of ['--no-concurrent-recompilation', '--no-concurrent-sparkplug']) setFlagsFromString(flag)
}
