/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number]

/** The channels of a colour as browsers compute it: `rgb(1, 2, 3)`. */
export function channelsOf(colour: string): Rgb {
  const [red = 0, green = 0, blue = 0] = colour.match(/[\d.]+/g)?.map(Number) ?? []
  return [red, green, blue]
}

/** What is seen of a colour this opaque, 0 to 1, over a ground. */
export function blend(ground: Rgb, over: Rgb, alpha: number): Rgb {
  const mix = (channel: 0 | 1 | 2): number => ground[channel] + (over[channel] - ground[channel]) * alpha
  return [mix(0), mix(1), mix(2)]
}

/** Black or white, whichever has more contrast: at least 4.5:1 by WCAG 2 on any ground. */
export function textOn(ground: Rgb): '#000' | '#fff' {
  return contrast(luminance(ground), 0) >= contrast(luminance(ground), 1) ? '#000' : '#fff'
}

/** Relative luminance, 0 to 1, of WCAG 2. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** How many to one two luminances differ, from 1 to 21. */
export function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}
