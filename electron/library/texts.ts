const chunkRows = 4096
// No path has it in it.
const end = '\0'

/** Any case, and letters with their accents in one piece or in two. */
const fold = (text: string): string => text.normalize('NFC').toLowerCase()

/** Which rows have a text in their path; found out for some thousand rows at a time, on demand. */
export interface TextMatch {
  has: (row: number) => boolean
}

/** The paths of all images, for searching: lower case, some thousands in one string. */
export class Texts {
  #chunks: string[] = []
  #open: string[] = []
  #openLength = 0
  #starts = new Uint32Array(1024)
  #count = 0
  #last: { text: string; match: TextMatch } | null = null

  /** Adds the path of the next row. */
  add(path: string): void {
    const text = fold(path)
    if (this.#count === this.#starts.length) {
      const larger = new Uint32Array(this.#count * 2)
      larger.set(this.#starts)
      this.#starts = larger
    }
    this.#starts[this.#count++] = this.#openLength
    this.#open.push(text)
    this.#openLength += text.length + 1
    if (this.#open.length === chunkRows) {
      this.#chunks.push(this.#open.join(end) + end)
      this.#open = []
      this.#openLength = 0
    }
    this.#last = null
  }

  /** The rows with `text` in their path. The last answer is kept. */
  match(text: string): TextMatch {
    if (this.#last?.text !== text) this.#last = { text, match: this.#search(fold(text)) }
    return this.#last.match
  }

  clear(): void {
    this.#chunks = []
    this.#open = []
    this.#openLength = 0
    this.#count = 0
    this.#last = null
  }

  #search(needle: string): TextMatch {
    const found = new Uint8Array(this.#count)
    const done = new Uint8Array(this.#chunks.length + 1)
    if (needle.includes(end)) done.fill(1)
    return {
      has: (row) => {
        const chunk = Math.floor(row / chunkRows)
        if (done[chunk] === 0) {
          this.#searchChunk(chunk, needle, found)
          done[chunk] = 1
        }
        return found[row] === 1
      },
    }
  }

  #searchChunk(chunk: number, needle: string, found: Uint8Array): void {
    const text = this.#chunks[chunk] ?? this.#open.join(end) + end
    const first = chunk * chunkRows
    const last = Math.min(first + chunkRows, this.#count)
    let row = first
    for (let at = text.indexOf(needle); at !== -1 && row < last; at = text.indexOf(needle, this.#starts[row])) {
      while (row + 1 < last && this.#starts[row + 1]! <= at) row++
      found[row++] = 1
      if (row === last) return
    }
  }
}
