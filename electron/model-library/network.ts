import { z } from 'zod'
import type { DataFolder } from '../project/data-folder.ts'
import { readKept, writeKept } from '../project/preferences.ts'

export const networkSchema = z.strictObject({
  /** Takes the place of `https://host` of every source; null for the sources themselves. */
  mirror: z.url({ protocol: /^https?$/ }).nullable(),
  /** `http://host:port`; null takes the environment's HTTPS_PROXY. */
  proxy: z.url({ protocol: /^https?$/ }).nullable(),
})

export type NetworkSettings = z.infer<typeof networkSchema>

/** How models are fetched; straight from their sources where nothing was set, or what was is damaged. */
export const readNetwork = (data: DataFolder): NetworkSettings =>
  networkSchema.catch({ mirror: null, proxy: null }).parse(readKept(data)['network'])

/** On the disk when it returns. @throws GlanceError where the data folder cannot be written */
export const writeNetwork = (data: DataFolder, network: NetworkSettings): void => writeKept(data, { network })
