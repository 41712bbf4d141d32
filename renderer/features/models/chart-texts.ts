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
    xAxis: t('models:axis.rate'),
    yAxis: t(`models:axis.${basis}`),
    series: {
      plain: t('models:series.plain'),
      distilled: t('models:series.distilled'),
      external: t('models:series.external'),
    },
    markers: {
      cpu: t('models:engine.cpu'),
      webgpu: t('models:engine.webgpu'),
      page: t('models:engine.page'),
      paper: t('models:engine.paper'),
    },
  }
}
