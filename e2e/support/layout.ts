import type { Page } from '@playwright/test'

/**
 * What is wrong with the layout of the open dialog, or else of the page, as text: controls and words that are cut off
 * with no way to scroll to them, shortened text that no title says in full, words over words or smaller than 13 pixels,
 * a page wider than its window, and names written right to left that turn their neighbours.
 */
export function findLayoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Box {
      left: number
      right: number
      top: number
      bottom: number
    }
    const slack = 1.5 // pixels: rounding, and glyphs that reach out of their line
    const rightToLeft = /[\u0590-\u08ff]/
    const faults: string[] = []
    const dialogs = document.querySelectorAll('[role="dialog"], [role="alertdialog"]')
    const root = dialogs[dialogs.length - 1] ?? document.body
    const name = (element: Element): string =>
      `<${element.tagName.toLowerCase()} ${element.classList[0] ?? ''}> ${(element.getAttribute('aria-label') ?? element.textContent).trim().replaceAll(/\s+/g, ' ').slice(0, 40)}`
    const isHidden = (element: Element): boolean =>
      !element.checkVisibility({ visibilityProperty: true }) ||
      element.closest('.visually-hidden, svg, script, style, option, [data-state="closed"]') !== null ||
      getComputedStyle(element).clipPath !== 'none' ||
      (element.parentElement !== null && getComputedStyle(element.parentElement).clipPath !== 'none')

    /**
     * What cuts it off for good, if anything; and what of it is to be seen now. `isText`:
     * may be shortened where a title says all of it.
     */
    function clip(
      element: Element,
      { left, right, top, bottom }: Box,
      isText: boolean,
    ): { by: string | null; seen: Box } {
      let [box, seen]: [Box, Box] = [
        { left, right, top, bottom },
        { left, right, top, bottom },
      ]
      let isOut = getComputedStyle(element).position
      for (
        let above: Element | null = isText ? element : element.parentElement;
        above !== null;
        above = above.parentElement
      ) {
        const style = getComputedStyle(above)
        const outer = above.getBoundingClientRect()
        if (above !== element && isOut === 'absolute' && style.position === 'static' && style.transform === 'none')
          continue
        for (const [low, high, overflow, size] of [
          ['left', 'right', style.overflowX, 'width'],
          ['top', 'bottom', style.overflowY, 'height'],
        ] as const) {
          if (overflow === 'visible' || above === document.documentElement || above === document.body) continue
          seen = { ...seen, [low]: Math.max(seen[low], outer[low]), [high]: Math.min(seen[high], outer[high]) }
          if (overflow === 'auto' || overflow === 'scroll') {
            const room = size === 'width' ? above.clientWidth : above.clientHeight
            if (room < Math.min(20, box[high] - box[low] - slack))
              return { by: `${name(above)} has ${room} px to scroll in`, seen }
            box = { ...box, [low]: outer[low], [high]: outer[high] }
          } else if (box[low] < outer[low] - slack || box[high] > outer[high] + slack) {
            const isShortened = isText && (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none')
            if (!isShortened)
              return {
                by: `${name(above)} cuts it at ${box[low] < outer[low] - slack ? low : high}: ${Math.round(box[low])}–${Math.round(box[high])} in ${Math.round(outer[low])}–${Math.round(outer[high])}`,
                seen,
              }
            if (above.closest('[title]') === null && above.querySelector('[title]') === null)
              return { by: 'no title says all of it', seen }
            box = { ...box, [low]: Math.max(box[low], outer[low]), [high]: Math.min(box[high], outer[high]) }
          }
        }
        isOut = style.position
        if (isOut === 'fixed') break
      }
      const isOutside =
        box.left < -slack || box.top < -slack || box.right > innerWidth + slack || box.bottom > innerHeight + slack
      return {
        by: isOutside
          ? `out of the window: ${Math.round(box.left)}–${Math.round(box.right)}, ${Math.round(box.top)}–${Math.round(box.bottom)}`
          : null,
        seen,
      }
    }

    for (const element of [document.documentElement, document.body, document.querySelector('#app')!, root]) {
      if (element.scrollWidth > element.clientWidth + 1)
        faults.push(`${name(element)} is ${element.scrollWidth} px wide in ${element.clientWidth}`)
    }
    for (const element of root.querySelectorAll('*')) {
      if (isHidden(element) || element.matches('input, textarea, canvas')) continue
      const { overflowX } = getComputedStyle(element)
      // A matrix has its own ways of showing its parts.
      if (
        overflowX !== 'visible' &&
        element.scrollWidth > element.clientWidth + 1 &&
        (overflowX === 'auto' || overflowX === 'scroll') &&
        element.closest('.scroll') === null
      )
        faults.push(`${name(element)} scrolls sideways: ${element.scrollWidth} px in ${element.clientWidth}`)
      if (overflowX === 'hidden' && element.scrollLeft !== 0) faults.push(`${name(element)} was pushed sideways`)
    }
    for (const control of root.querySelectorAll(
      'button, input, select, textarea, a[href], [role="slider"], [role="option"], [role="treegrid"], [role="application"]',
    )) {
      const box = control.getBoundingClientRect()
      if (isHidden(control) || box.width < 2) continue
      const { by, seen } = clip(control, box, false)
      const frame = root.getBoundingClientRect()
      if (
        root !== document.body &&
        seen.right - seen.left > 2 &&
        seen.bottom - seen.top > 2 &&
        (seen.left < frame.left || seen.right > frame.right || seen.top < frame.top || seen.bottom > frame.bottom)
      )
        faults.push(`control ${name(control)} reaches out of the dialog`)
      if (by !== null) faults.push(`control ${name(control)}: ${by}`)
    }

    const texts: { node: Node; text: string; box: Box; layer: Element | null }[] = []
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const [text, parent] = [(node.textContent ?? '').trim(), node.parentElement!]
      if (text === '' || isHidden(parent) || parent.clientWidth === 1) continue
      const { fontSize } = getComputedStyle(parent)
      if (Number.parseFloat(fontSize) < 13) faults.push(`text "${text.slice(0, 60)}" has only ${fontSize}`)
      const range = document.createRange()
      range.selectNodeContents(node)
      const lines = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1)
      for (const line of lines) {
        const { by, seen } = clip(parent, line, true)
        if (by !== null) {
          faults.push(`text "${text.slice(0, 60)}": ${by}`)
          break
        }
        let layer: Element | null = parent
        while (layer !== null && !['absolute', 'fixed', 'sticky'].includes(getComputedStyle(layer).position))
          layer = layer.parentElement
        for (const [around, what] of [
          [layer, 'layer'],
          [parent.closest('button'), 'button'],
        ] as const) {
          if (
            around === null ||
            seen.right - seen.left < 2 ||
            seen.bottom - seen.top < 2 ||
            (what === 'layer' && getComputedStyle(around).backgroundColor === 'rgba(0, 0, 0, 0)')
          )
            continue
          const outer = around.getBoundingClientRect()
          if (
            seen.left < outer.left - slack ||
            seen.right > outer.right + slack ||
            seen.top < outer.top - 3 ||
            seen.bottom > outer.bottom + 3
          )
            faults.push(`text "${text.slice(0, 60)}" reaches out of its ${what} ${name(around)}`)
        }
        if (seen.right - seen.left > 2 && seen.bottom - seen.top > 2) texts.push({ node, text, box: seen, layer })
      }
      // A name in a sentence is set apart, by an element or by the signs that do so.
      const isolating = parent.closest('bdi, [dir="auto"]')
      if (
        rightToLeft.test(text.replaceAll(/\u2068[^\u2069]*\u2069/g, '')) &&
        (isolating === null || /, |: | · /.test(isolating.textContent.replaceAll(/\u2068[^\u2069]*\u2069/g, '')))
      ) {
        if (!parent.matches('textarea, [dir="auto"] *, [dir="auto"]'))
          faults.push(`"${text.slice(0, 60)}" in ${name(parent)} turns its neighbours`)
      }
    }
    for (const [index, one] of texts.entries()) {
      for (const other of texts.slice(index + 1)) {
        const [width, height] = [
          Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left),
          Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top),
        ]
        if (one.node !== other.node && one.layer === other.layer && width > 1.5 && height > 4)
          faults.push(`"${one.text.slice(0, 40)}" covers "${other.text.slice(0, 40)}"`)
      }
    }
    return [...new Set(faults)]
  })
}
