import { t } from '../../i18n/i18n.svelte.ts'
import type { Basis } from './chart-points.ts'
import type { Marker, Series } from './chart.ts'

/** Axes and legend, in the language of the page. */
export function chartTexts(basis: Basis): {
  xAxis: string
  yAxis: string
  series: Record<Series, string>
  markers: Record<Marker, string>
} {
  return {
    xAxis: t('shelf:axis.rate'),
    yAxis: t(`shelf:axis.${basis}`),
    series: {
      plain: t('shelf:series.plain'),
      distilled: t('shelf:series.distilled'),
      foreign: t('shelf:series.foreign'),
    },
    markers: {
      cpu: t('shelf:engine.cpu'),
      webgpu: t('shelf:engine.webgpu'),
      page: t('shelf:engine.page'),
      paper: t('shelf:engine.paper'),
    },
  }
}
