import { tick } from 'svelte'

export const rowId = (id: string): string => `model-${id}`

/** The button of a model's row, which is there once the model library is drawn again. */
export async function focusModel(id: string): Promise<void> {
  await tick()
  // A dialog that has closed gives the focus back a frame later.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  const row = document.getElementById(rowId(id))
  row?.focus()
  row?.scrollIntoView({ block: 'nearest' })
}

/** The row that is now where one was removed; the page itself where there is none. */
export async function focusRowAt(index: number): Promise<void> {
  await tick()
  const rows = [...document.querySelectorAll<HTMLElement>('.model-row')]
  const next = rows[Math.min(index, rows.length - 1)] ?? document.getElementById('installed-models')
  next?.focus()
}
