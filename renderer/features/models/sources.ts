import type { KnownModel, ModelSource } from '../../../electron/api/page.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { formatBytes } from '../../i18n/format.ts'

const hostOf = ({ url }: ModelSource): string => new URL(url).host

/** Where it comes from: `dl.fbaipublicfiles.com, huggingface.co`. */
export const listHosts = ({ sources }: KnownModel): string => [...new Set(sources.map(hostOf))].join(', ')

/** Bytes of a float32 checkpoint, where no source states them. */
const estimate = ({ parameters }: KnownModel): number => 4 * parameters

/** What is to be downloaded: as a source states it, else about four bytes a parameter. */
export function describeSize(model: KnownModel): string {
  const stated = model.sources.find(({ bytes }) => bytes !== null)?.bytes ?? null
  return stated === null ? t('models:approximately', { value: formatBytes(estimate(model)) }) : formatBytes(stated)
}

/** How the file is checked. */
export const describeCheck = ({ sha256, sha256Prefix }: ModelSource): string =>
  sha256 !== null
    ? t('models:check.whole')
    : sha256Prefix !== null
      ? t('models:check.prefix', { digits: sha256Prefix.length })
      : t('models:check.none')
