import type { default as Sharp, Metadata, Sharp as Pipeline } from 'sharp'
import { GlanceError } from '../../models/errors.ts'
import { decodeBmp, readBmpHeader } from './bmp.ts'
import { decodeError, pixelLimit, refuseTooManyPixels } from './decode-errors.ts'
import { type ImageFormat, sniffFormat } from './formats.ts'
import { boundAspect, centreRegion, cropPixels, type DecodeSizes, type Raster, type Size } from './geometry.ts'
import { showName } from './names.ts'
import { refuseTooManyBytes } from './read.ts'
import { fitShorterSide } from './resample.ts'
import { loadSharp } from './sharp-runtime.ts'

export interface DecodeRequest {
  /** How messages call the image. */
  fileName: string
  sizes: DecodeSizes
  thumbnail: boolean
}

export interface DecodedImage {
  /** Pixels of the whole image, after EXIF orientation. */
  width: number
  height: number
  format: ImageFormat
  /** RGB, crop × crop × 3, row by row. */
  pixels: Uint8Array
  /** WebP of the whole image, or null if none was asked for. */
  thumbnail: Uint8Array | null
}

/** The shorter side of a thumbnail; images smaller than that keep their size. */
const thumbnailSide = 256
/** A raster for the model that is nearly as large serves as thumbnail, too. */
const thumbnailSideAtLeast = 192

/** An image whose header was read. `open` starts a new pipeline on it. */
interface Source extends Size {
  format: ImageFormat
  open: (options?: { harmless: boolean }) => Pipeline
}

/**
 * Decodes an image once, to the model's pixels and to its thumbnail: EXIF-oriented, sRGB, on white, first frame.
 * Throws a GlanceError: `not-an-image`, `damaged-image`, `unsupported-format`, `too-large`.
 */
export async function decodeImage(
  bytes: Uint8Array,
  { fileName, sizes, thumbnail }: DecodeRequest,
): Promise<DecodedImage> {
  if (sizes.crop > sizes.resize)
    throw new GlanceError('wrong-use', 'A crop of {crop} does not fit into images resized to {size}.', '', {
      params: { crop: sizes.crop, size: sizes.resize },
    })
  const format = recognise(bytes, fileName)
  const sharp = await loadSharp()
  try {
    const source = await openSource(sharp, bytes, format)
    const square = { width: sizes.crop, height: sizes.crop }
    const side = rasterSide(source, sizes.resize)
    const direct = side === sizes.resize
    const raster = await rasterize(sharp, source, { resize: side, interpolation: sizes.interpolation })
    const resized = direct ? raster : await resample(sharp, raster, sizes)
    return {
      width: source.width,
      height: source.height,
      format,
      pixels: cropPixels(resized.data, resized, centreRegion(resized, square)),
      thumbnail: thumbnail ? await makeThumbnail(sharp, source, raster) : null,
    }
  } catch (error) {
    throw decodeError(error, fileName)
  }
}

function recognise(bytes: Uint8Array, fileName: string): ImageFormat {
  const name = showName(fileName)
  if (bytes.length === 0)
    throw new GlanceError('not-an-image', '{name} is empty: 0 bytes.', 'Get the file again from its source.', {
      params: { name },
    })
  refuseTooManyBytes(bytes.length, fileName)
  const sniffed = sniffFormat(bytes)
  if (sniffed === null)
    throw new GlanceError(
      'not-an-image',
      '{name} is not an image: its content is in no known image format.',
      'Remove it, or get it again from its source.',
      { params: { name } },
    )
  if ('format' in sniffed) return sniffed.format
  throw new GlanceError(
    'unsupported-format',
    '{name} is a {format} image, which Glance does not support.',
    sniffed.unsupported === 'HEIC'
      ? 'Convert it to JPEG: "heif-convert in.heic out.jpg" on Linux, "sips -s format jpeg in.heic --out out.jpg" on macOS, or export it from Photos.'
      : 'Convert it to JPEG or PNG.',
    { params: { name, format: sniffed.unsupported } },
  )
}

async function openSource(sharp: typeof Sharp, bytes: Uint8Array, format: ImageFormat): Promise<Source> {
  if (format === 'bmp') {
    const header = readBmpHeader(bytes)
    refuseTooManyPixels(header)
    const { data, ...raw } = decodeBmp(bytes, header)
    return {
      format,
      width: raw.width,
      height: raw.height,
      open: () => sharp(data, { raw, limitInputPixels: pixelLimit }),
    }
  }
  const metadata: Metadata = await sharp(bytes, { limitInputPixels: pixelLimit }).metadata()
  const { width, height } = metadata.autoOrient
  return {
    format,
    width,
    height,
    open: ({ harmless } = { harmless: false }) =>
      sharp(bytes, {
        autoOrient: true,
        // Pixels that are damaged or missing are refused, never predicted.
        failOn: harmless ? 'truncated' : 'warning',
        limitInputPixels: pixelLimit,
        // A stream through a large image keeps memory flat; a small one is faster at once.
        sequentialRead: width * height > 2_000_000,
      }),
  }
}

/** Brings the shorter side to `resize`. */
async function rasterize(
  sharp: typeof Sharp,
  source: Source,
  { resize, interpolation }: Pick<DecodeSizes, 'resize' | 'interpolation'>,
): Promise<Raster> {
  const region = boundAspect(source)
  const draw = async (options?: { harmless: boolean }): Promise<Raster> => {
    let pipeline = source.open(options).flatten({ background: '#ffffff' }).toColourspace('srgb')
    if (region !== null) pipeline = pipeline.extract(region)
    return readRaster(fitShorterSide(pipeline, resize, interpolation))
  }
  try {
    return await draw()
  } catch (error) {
    // Stray bytes between the parts of a JPEG are common and cost no pixel; whatever else is wrong shows up again.
    if (source.format === 'jpeg' && error instanceof Error && isHarmless(error.message)) return draw({ harmless: true })
    throw error
  }
}

function isHarmless(message: string): boolean {
  return message.split('\n').every((line) => /extraneous bytes before marker/.test(line))
}

/**
 * The shorter side that an image is decoded to. A model of very small pixels leaves too little for the eye: it is
 * decoded for the thumbnail first and shrunk from there, always, so that its pixels are the same with and without a
 * thumbnail.
 */
function rasterSide(source: Size, resize: number): number {
  return resize >= thumbnailSideAtLeast
    ? resize
    : Math.max(resize, Math.min(thumbnailSide, source.width, source.height))
}

const resample = (sharp: typeof Sharp, raster: Raster, { resize, interpolation }: DecodeSizes): Promise<Raster> =>
  readRaster(fitShorterSide(fromRaster(sharp, raster), resize, interpolation))

async function readRaster(pipeline: Pipeline): Promise<Raster> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

async function makeThumbnail(sharp: typeof Sharp, source: Source, raster: Raster): Promise<Uint8Array> {
  const side = Math.min(thumbnailSide, source.width, source.height)
  const pipeline = fromRaster(sharp, raster)
  const sized = Math.min(raster.width, raster.height) > side ? fitShorterSide(pipeline, side, 'bicubic') : pipeline
  // Effort 0 takes a third of the default's time for a third more bytes (3.9 ms and 15 kB against 11 ms and 11 kB).
  // Copied, because the WebAssembly build answers in memory that its threads share, which no Response takes.
  return new Uint8Array(await sized.webp({ quality: 75, effort: 0 }).toBuffer())
}

const fromRaster = (sharp: typeof Sharp, { data, width, height }: Raster): Pipeline =>
  sharp(data, { raw: { width, height, channels: 3 } })
