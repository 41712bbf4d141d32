/** Stops this thread for some milliseconds: opening a catalog is synchronous, as SQLite is. */
export const pause = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
