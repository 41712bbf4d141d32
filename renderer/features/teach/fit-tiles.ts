interface Room {
  width: number
  height: number
  count: number
  /** Height of the line below a photo. */
  caption: number
  gap: number
}

/** Photos are not smaller than they can be told apart at, and not larger than they are sharp. */
const [smallest, largest] = [96, 300]

/** The largest side at which so many photos are to be seen at once, 96 to 300 pixels. All lengths in pixels. */
export function fitTiles({ width, height, count, caption, gap }: Room): { columns: number; tile: number } {
  const most = Math.max(1, Math.floor((width + gap) / (smallest + gap)))
  let best = { columns: 1, tile: 0 }
  for (let columns = 1; columns <= most; columns++) {
    const rows = Math.ceil(Math.max(1, count) / columns)
    const wide = (width - gap * (columns - 1)) / columns
    const high = (height - gap * (rows - 1)) / rows - caption
    const tile = Math.floor(Math.min(wide, high, largest))
    // More columns at the same size leave fewer rows.
    if (tile > 0 && tile >= best.tile) best = { columns, tile }
  }
  // Too many for what is to be seen at once: the rows scroll.
  if (best.tile < smallest) return { columns: most, tile: Math.max(1, Math.floor((width - gap * (most - 1)) / most)) }
  return best
}
