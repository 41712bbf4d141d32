import type { HistoryEntry } from '../../../../electron/api/page.ts'
import { t } from '../../../i18n/i18n.svelte.ts'

/**
 * A sentence around a name, in parts:
 * the name is set apart on the page, so that one written right to left stays in its place.
 */
export interface Sentence {
  before: string
  name: string | null
  after: string
}

/** Replaces the name while the sentence is translated; in no text and in no name that a person types. */
const gap = '\u0000'

/** What an edit did, as a person says it. */
export function describeEdit({ kind, subject, images: count }: HistoryEntry): Sentence {
  if (kind === 'label-mode')
    return plain(
      t(
        subject === 'multi'
          ? 'history:label-modeMulti'
          : subject === 'single'
            ? 'history:label-modeSingle'
            : 'history:label-mode',
      ),
    )
  if (kind === 'label-set') return plain(t(subject === 'open' ? 'history:label-setOpen' : 'history:label-setClosed'))
  if (kind === 'resolve')
    return plain(
      subject === 'mine'
        ? t('history:resolveMine', { count })
        : subject === 'theirs'
          ? t('history:resolveTheirs', { count })
          : t('history:resolve', { count }),
    )
  if (kind === 'import' && (subject === 'nearest' || subject === 'topmost'))
    return plain(t('history:importFolders', { count }))
  if (kind === 'clear' || kind === 'flag' || kind === 'unflag') return plain(t(`history:${kind}`, { count }))
  if (kind === 'sweep') return plain(t('history:sweep', { count, wrong: Number(subject ?? 0) }))
  if (kind === 'class-order') return plain(t('history:class-order'))
  if (kind === 'set' || kind === 'add' || kind === 'remove')
    return around(t(`history:${kind}`, { count, name: gap }), subject)
  if (subject === null) return plain(isOfPhotos(kind) ? t(`history:${kind}`, { count }) : t(`history:${kind}`))
  const seeded = kind === 'splits' ? /^(.+), seed (\d+)$/.exec(subject) : null
  const name =
    kind === 'split'
      ? t(`splits:${subject as 'train'}`)
      : seeded === null
        ? subject
        : t('history:seeded', { shares: seeded[1]!, seed: seeded[2]! })
  return around(
    isOfPhotos(kind) ? t(`history:${kind}Named`, { count, name: gap }) : t(`history:${kind}Named`, { name: gap }),
    name,
  )
}

type OfPhotos = 'accept' | 'reject' | 'note' | 'split' | 'splits' | 'import'
const isOfPhotos = (kind: string): kind is OfPhotos =>
  ['accept', 'reject', 'note', 'split', 'splits', 'import'].includes(kind)

const plain = (text: string): Sentence => ({ before: text, name: null, after: '' })

function around(text: string, name: string | null): Sentence {
  const [before = '', after = ''] = text.split(gap)
  return { before, name: name ?? '', after }
}

/** The way from now to an edit: how many edits it undoes or redoes. */
export interface Way {
  undoes: number
  redoes: number
}

/**
 * How far it is from now to where `editId` is the last edit in effect; 0 is before the first.
 * `entries` are the newest ones, without a gap.
 */
export function measureWay(entries: readonly HistoryEntry[], editId: number): Way {
  return {
    undoes: entries.filter(({ id, undone }) => !undone && id > editId).length,
    redoes: entries.filter(({ id, undone }) => undone && id <= editId).length,
  }
}
