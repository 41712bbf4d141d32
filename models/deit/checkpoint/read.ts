import { GlanceError } from '../../errors.ts'
import { readSafetensors } from './safetensors.ts'
import type { StateDict } from '../tensor.ts'
import { readTorchZip } from './torch-zip.ts'

const convert = 'Convert it with any torch ≥ 1.6: torch.save(torch.load(f, map_location="cpu", weights_only=True), f).'
/** torch refuses weights_only for tar, so this one way is not safe, and says so. */
const convertTar =
  'Only if you trust the file, for this can run its code: torch.save(torch.load(f, map_location="cpu", weights_only=False), f) with any torch ≥ 1.6.'
const download = 'Download the file again, with the link to the file itself.'

/** What a file can be instead of a checkpoint, recognised by its first bytes, with a hint. */
const otherFormats: readonly {
  begins: RegExp
  message: string
  code: 'damaged-model' | 'unsupported-model'
  hint: string
}[] = [
  {
    begins: /^\x80[\x02-\x05]\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19/,
    message: '"{file}" is a checkpoint in the legacy torch format (before 1.6)',
    code: 'unsupported-model',
    hint: convert,
  },
  {
    begins: /^[^]{257}ustar/,
    message: '"{file}" is a legacy torch checkpoint in a tar archive (before 0.2)',
    code: 'unsupported-model',
    hint: convertTar,
  },
  {
    begins: /^\x80[\x02-\x05]/,
    message: '"{file}" is a bare pickle, not a torch checkpoint',
    code: 'unsupported-model',
    hint: 'Save the weights with torch.save(model.state_dict(), file) of any torch ≥ 1.6.',
  },
  {
    begins: /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--)/i,
    message: '"{file}" is a web page: the download failed',
    code: 'damaged-model',
    hint: download,
  },
  {
    begins: /^version https:\/\/git-lfs/,
    message: '"{file}" is a Git LFS pointer, not the file that it points to',
    code: 'damaged-model',
    hint: 'Fetch the file itself: git lfs pull.',
  },
  {
    begins: /^\s*\{\s*["}]/,
    message: '"{file}" is JSON: perhaps an index or an error response',
    code: 'damaged-model',
    hint: download,
  },
  {
    begins: /^\x08[\x01-\x20][\x12\x1a\x22\x28\x32\x3a\x42]/,
    message: '"{file}" is an ONNX graph, not a checkpoint',
    code: 'unsupported-model',
    hint: 'Import the checkpoint that it was exported from.',
  },
  {
    begins: /^\x89HDF\r\n/,
    message: '"{file}" is an HDF5 file (Keras, TensorFlow)',
    code: 'unsupported-model',
    hint: 'Import the PyTorch or safetensors weights of the same model.',
  },
  {
    begins: /^GGUF/,
    message: '"{file}" is a GGUF file',
    code: 'unsupported-model',
    hint: 'Import the PyTorch or safetensors weights of the same model.',
  },
  { begins: /^\x1f\x8b/, message: '"{file}" is a gzip archive', code: 'unsupported-model', hint: 'Unpack it first.' },
]

/**
 * Reads a checkpoint of any format Glance knows, recognised by its content:
 * safetensors, or a torch ZIP (`.pth`, `.pt`, `.bin`).
 *
 * @param fileName only for messages; the extension is ignored.
 * @returns float32 weights under the names of the file, without the `module.` and `_orig_mod.` that wrappers put before
 * them.   Data may be views of `bytes`: leave both unchanged.
 * @throws GlanceError, and never another error, whatever the bytes are.
 */
export function readCheckpoint(bytes: Uint8Array, fileName: string): StateDict {
  const params = { file: fileName }
  if (bytes.length === 0) throw new GlanceError('damaged-model', '"{file}" is empty', download, { params })
  if (startsZip(bytes)) return stripPrefixes(readTorchZip(bytes, fileName), fileName)
  if (startsSafetensors(bytes)) return stripPrefixes(readSafetensors(bytes, fileName), fileName)
  const start = String.fromCharCode(...bytes.subarray(0, 512))
  const other = otherFormats.find(({ begins }) => begins.test(start))
  if (other) throw new GlanceError(other.code, other.message, other.hint, { params })
  throw new GlanceError(
    'damaged-model',
    '"{file}": expected a safetensors file or a torch checkpoint, got neither',
    'Import the .safetensors or .pth file of a DeiT or ViT model.',
    { params },
  )
}

const startsZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04

/** A header length below 2^32, then JSON. A text that begins with `{` has other bytes at 4 to 7. */
const startsSafetensors = (bytes: Uint8Array): boolean =>
  bytes[8] === 0x7b && bytes[4] === 0 && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0

/** DataParallel puts `module.` before every name, torch.compile `_orig_mod.`; some scripts do both. */
function stripPrefixes(state: StateDict, fileName: string): StateDict {
  const stripped: StateDict = new Map()
  for (const [name, tensor] of state) {
    const plain = name.replace(/^(?:module\.|_orig_mod\.)+/, '')
    if (stripped.has(plain))
      throw new GlanceError('damaged-model', '"{file}" contains "{name}" twice, with and without a prefix', '', {
        params: { file: fileName, name: plain },
      })
    stripped.set(plain, tensor)
  }
  return stripped
}
