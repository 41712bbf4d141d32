/** What two annotators said of the same images, and of how many. */
export interface AgreementCell {
  one: string
  other: string
  images: number
}

/**
 * Cohen's kappa (J. Cohen, "A coefficient of agreement for nominal scales", 1960): how far two annotators agree beyond
 * what their habits alone would give. (p_o - p_e) / (1 - p_e), -1 to 1; p_o is the share of images with the same
 * answer, p_e the share that would be the same by chance. null where it is not defined: no image, or both gave all
 * images one and the same class.
 */
export function cohenKappa(cells: readonly AgreementCell[]): number | null {
  const ones = new Map<string, number>()
  const others = new Map<string, number>()
  let total = 0
  let agreed = 0
  for (const { one, other, images } of cells) {
    ones.set(one, (ones.get(one) ?? 0) + images)
    others.set(other, (others.get(other) ?? 0) + images)
    total += images
    if (one === other) agreed += images
  }
  // Counts, not shares: whole numbers are exact, and whether p_e is 1 must not hang on rounding.
  let chance = 0
  for (const [name, count] of ones) chance += count * (others.get(name) ?? 0)
  return chance === total * total ? null : (agreed * total - chance) / (total * total - chance)
}
