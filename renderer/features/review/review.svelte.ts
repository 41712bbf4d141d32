import type { ImageCard, LabelTarget } from '../../../electron/api/page.ts'
import { host } from '../../host/host.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import type { LoadedPhoto } from '../attention/loaded-photo.svelte.ts'
import { PhotoCache } from '../attention/photo-cache.ts'
import { overlay } from '../attention/settings.svelte.ts'
import { findNextUnlabeled } from './next-unlabeled.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { current } from '../../app/current-project.svelte.ts'
import { acceptPredictions, rejectPredictions, setLabel } from '../../app/label-edits.ts'
import { attempt, toasts } from '../../app/toasts.svelte.ts'
import { isOwnLabel } from '../photos/differing-prediction.ts'
import { listIds } from '../photos/list-ids.ts'
import { photoList } from '../photos/photo-list.svelte.ts'
import { openOf } from '../photos/status.ts'

/** Photos loaded ahead, nearest first, and how far the cards are known around the photo. */
const ahead = [1, 2, 3, -1] as const
const cardsAround = 30

/** One photo after another: what is shown of it, and the label that a person gives. */
export class Review {
  photo = $state.raw<LoadedPhoto | null>(null)
  /** Whether a label brings the next photo. */
  autoAdvance = $state(localStorage.getItem('review goes on') !== 'no')
  isSaving = $state(false)
  /** Whether the dialog in which a class is typed is open. */
  isSearching = $state(false)
  /** The photo's place in the order; stays the same when a filter takes the photo out of the list. */
  place = $state(0)
  /** Views that show the photo now. */
  #views = 0
  readonly #cache = new PhotoCache()

  get card(): ImageCard | null {
    return photoList.cards.get(photoList.focusedId ?? -1) ?? null
  }

  /** Follows the focus: shows the photo, loads its neighbours. Called by an effect. */
  follow(wantsLayers = overlay.isOn && overlay.layer !== null): void {
    const { project } = current
    const index = photoList.focusedIndex
    if (index >= 0) this.place = index
    const around = photoList.ids.slice(Math.max(0, this.place - cardsAround), this.place + cardsAround)
    photoList.inView = around
    photoList.ensureCards(photoList.focusedId === null || index >= 0 ? around : [photoList.focusedId, ...around])
    const { card } = this
    if (card === null) {
      this.photo = null
      return
    }
    const near = ahead.flatMap((step) => photoList.cards.get(photoList.ids[this.place + step] ?? -1) ?? [])
    this.photo = this.#cache.show(
      [card, ...near.filter(({ id }) => id !== card.id)],
      project?.model ?? null,
      wantsLayers,
    )
  }

  /**
   * Called by a view that shows the photo; gives what it calls when it is gone. The photo is released with the last
   * one: where one view follows another, the next is drawn before the one before it goes.
   */
  open(): () => void {
    this.#views++
    return () => {
      if (--this.#views > 0) return
      this.#cache.clear()
      this.photo = null
    }
  }

  /** Moves along the list; false at its ends. */
  go(step: number): boolean {
    const next = this.place + step
    if (next < 0 || next >= photoList.ids.length) return false
    photoList.focusAt(next)
    return true
  }

  advance(): void {
    if (!this.go(1)) toasts.show('info', t('review:wasLast'))
  }

  /**
   * Gives the photo a class, and moves on once that is on the disk.
   * Where photos have several, it gives or takes it, and stays.
   */
  async give(to: LabelTarget): Promise<void> {
    const isMulti = current.project?.isMultiLabel === true
    await this.#save(async (id) => {
      const saved = await setLabel([id], to, isMulti ? 'toggle' : 'replace')
      if (saved !== null) palette.use(to)
      return saved
    }, this.autoAdvance && !isMulti)
  }

  /** Takes one of several labels away. */
  async remove(classId: number): Promise<void> {
    await this.#save((id) => setLabel([id], classId, 'remove'), false)
  }

  /** The prediction is wrong: the next best takes its place. */
  async reject(): Promise<void> {
    const { card } = this
    if (card === null) return
    if (card.predictionRef === null) {
      toasts.show('info', t('marks:nothingPredicted', { count: 1 }))
      return
    }
    if (isOwnLabel(card)) {
      toasts.show('info', t('marks:predictionIsLabel'))
      return
    }
    await this.#save((id) => rejectPredictions([id], [card]), false)
  }

  /** Takes the prediction as the label. */
  async accept(): Promise<void> {
    const { card } = this
    if (card === null) return
    if (card.predictionRef === null) {
      toasts.show('info', t(card.status === 'outside' ? 'review:nothingToAcceptOutside' : 'review:nothingToAccept'))
      return
    }
    const { predictionRef } = card
    await this.#save(async (id) => {
      const saved = await acceptPredictions([id], [card])
      if (saved !== null) palette.use(predictionRef)
      return saved
    }, this.autoAdvance)
  }

  async clear(): Promise<void> {
    if (this.card?.label !== null) await this.#save((id) => setLabel([id], null), false)
  }

  /** `isCorrection`: the photo had a label before; where all have one, those that follow are looked at one by one. */
  async nextUnlabeled(isCorrection = false): Promise<void> {
    const from = photoList.focusedId
    const { filter, sort } = photoList
    const status = openOf(filter)
    const found = await attempt(async () => ({
      id: await findNextUnlabeled(
        photoList.ids,
        this.place,
        (id) => photoList.cards.get(id),
        () => (status.length === 0 ? Promise.resolve([]) : listIds({ ...filter, status }, sort)),
      ),
    }))
    // The person went elsewhere meanwhile.
    if (found === null || photoList.focusedId !== from) return
    if (found.id === null) {
      if (isCorrection) this.advance()
      else toasts.show('info', t('review:allLabeled'))
      return
    }
    const place = photoList.indexOf(found.id)
    if (place < this.place) toasts.show('info', t('review:fromStart'))
    photoList.focusAt(place)
  }

  setAutoAdvance(autoAdvance: boolean): void {
    this.autoAdvance = autoAdvance
    localStorage.setItem('review goes on', autoAdvance ? 'yes' : 'no')
  }

  async reveal(): Promise<void> {
    const { photo } = this
    if (photo !== null && host.reveal !== null)
      await attempt(async () => {
        await host.reveal?.(photo.id)
      })
  }

  /** One label at a time: a key pressed while one is saved would be about a photo that was not seen. */
  async #save(action: (id: number) => Promise<number | null>, autoAdvance: boolean): Promise<void> {
    const id = this.photo?.id
    if (id === undefined || this.isSaving) return
    this.isSaving = true
    const isCorrection = this.card?.label != null
    try {
      const saved = await action(id)
      // Not simply the next: the next key would replace what was said of it.
      if (saved !== null && autoAdvance && photoList.focusedId === id) await this.nextUnlabeled(isCorrection)
    } finally {
      this.isSaving = false
    }
  }
}

export const review = new Review()
