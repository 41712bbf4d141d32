/** Pixels a side that the model library offers; any multiple of the patch may be typed. */
export const resolutions = [224, 288, 384, 448] as const
