let context: CanvasRenderingContext2D | null = null

/** Width of a text in pixels, in a font as CSS writes it. */
export function measureText(text: string, font: string): number {
  context ??= document.createElement('canvas').getContext('2d')
  if (context === null) return 7 * text.length
  context.font = font
  return context.measureText(text).width
}
