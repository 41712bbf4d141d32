import { GlanceError } from '../../errors.ts'
import { isKind } from './pickle-values.ts'
import type { PickleDict, PickleTensor, PickleValue } from './pickle-values.ts'

/** Where training scripts put the weights, best first: the plain model before its moving average. */
const wrappers = ['model', 'state_dict', 'model_state_dict', 'module', 'model_ema', 'state_dict_ema'] as const
const maxDepth = 4

/**
 * Finds the weights in what a checkpoint holds: a state dict, bare or inside `model`, `state_dict`, … up to four deep.
 * Entries that are not floating-point tensors are left out.
 *
 * @throws GlanceError 'unsupported-model' naming the keys at hand when no dictionary of tensors is where it should be.
 */
export function findWeights(root: PickleValue, fileName: string): Map<string, PickleTensor> {
  let value: PickleValue | undefined = root
  for (let depth = 0; depth < maxDepth && isKind(value, 'dict'); depth++) {
    const inner: PickleDict | undefined = openWrapper(value)
    if (!inner) {
      const weights = selectTensors(value)
      if (weights.size > 0) return weights
      break
    }
    value = inner
  }
  const keys = isKind(value, 'dict')
    ? [...value.entries.keys()].filter((key) => typeof key === 'string').slice(0, 5)
    : []
  throw new GlanceError(
    'unsupported-model',
    keys.length > 0
      ? '"{file}" contains no weights that Glance can find: expected a dictionary of tensors, bare or under {wrappers}, got the keys {keys}'
      : '"{file}" contains no weights that Glance can find: expected a dictionary of tensors, bare or under {wrappers}, got something else',
    'Save the weights alone: torch.save(model.state_dict(), file).',
    {
      params: {
        file: fileName,
        wrappers: wrappers.map((name) => `"${name}"`).join(', '),
        keys: keys.map((key) => JSON.stringify(key.slice(0, 100))).join(', '),
      },
    },
  )
}

function openWrapper(dict: PickleDict): PickleDict | undefined {
  for (const name of wrappers) {
    const inner = dict.entries.get(name)
    if (isKind(inner, 'dict')) return inner
  }
  return undefined
}

function selectTensors(dict: PickleDict): Map<string, PickleTensor> {
  const weights = new Map<string, PickleTensor>()
  for (const [name, value] of dict.entries) {
    if (typeof name === 'string' && isKind(value, 'tensor') && value.storage.element.float) weights.set(name, value)
  }
  return weights
}
