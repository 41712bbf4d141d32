/** The worker has failed; another one may continue. */
export interface WorkerLost {
  lost: string
}
