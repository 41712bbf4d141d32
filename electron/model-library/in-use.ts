import { getSetting } from '../catalog/queries/settings.ts'
import type { Service } from '../project/service.ts'

/** Whether the project that is shown runs the model now. */
export const isRunning = ({ shown }: Service, id: string): boolean =>
  shown !== null && shown.isBusy && getSetting(shown.catalog, 'unfinished') === id

/** Whether the project that is shown runs it or shows its predictions. */
export const isInUse = (service: Service, id: string): boolean =>
  isRunning(service, id) || [service.shown?.model, service.shown?.secondModel].some((model) => model?.key === id)
