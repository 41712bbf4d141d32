"""Trains Glance's embedded model: a distilled DeiT-Ti, from random weights, on the photos of Caltech-101.

    python train.py render --photos <folder> --weights <folder> --cache <folder>   # once: views, and what teachers see in them
    python train.py train  --cache <folder> --out <folder>                         # the embedded model

--photos holds one folder a class; --weights holds deit_tiny_patch16_224.safetensors and mobilenet_v2_1.0_224.onnx, both
trained on ImageNet-1k. No weight of theirs is copied: they look at the very view that the student sees, and it learns
from what they say of it. The cache takes 11 GB. evaluate.py makes the card's tables.

  1. Split: by class, seeded, 15 % of each class held out; training photos with a held-out photo's bytes are dropped.
  2. Views: the plain photo and seven augmented ones (crop, flip, rotation, tone). A teacher is consistent (Beyer et al.,
     arXiv 2106.05237): it answers for the view, not for the photo.
  3. Teachers: a logistic probe for our classes on MobileNetV2's and on DeiT-Ti's pooled features, frozen.
  4. Student: DeiT-Ti with class and distillation token (Touvron et al., arXiv 2012.12877). The class head learns from the
     true label (smoothing 0.1) and from both teachers; the distillation head from the CNN, half from its argmax (the
     paper's hard distillation), half from its probabilities. Patch tokens after blocks 4, 8 and 12 must also give, through
     throw-away linear layers, what the teacher DeiT has at that place (hints: Romero et al., arXiv 1412.6550).
  5. Three quarters of the patches are dropped at random (cheaper, and the regulariser of this recipe), fewer later, none in
     the last fifth of the time. CutMix by whole patches. Muon for the blocks' matrices and AdamW for the rest, warm-up and
     cosine by the clock, and an exponential moving average of the weights, which is what is saved."""
import argparse, copy, hashlib, json, math, multiprocessing, random, time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np, onnx, onnxruntime, timm, torch
import torch.nn.functional as F
from PIL import Image, ImageEnhance, ImageOps
from safetensors.torch import load_file, save_file
from timm.layers import set_fused_attn

SEED = 2012
SIZE, RESIZE, PATCH, GRID = 224, 256, 16, 14
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SHAPE = dict(img_size=SIZE, patch_size=PATCH, embed_dim=192, depth=12, num_heads=3)
VIEWS = 8  # a training photo; the first is the plain photo as at inference
HINTS = (4, 8, 12)  # blocks of the teacher DeiT, counted from 1, that give hints
PROBED = 3  # views that a teacher's probe is fitted on


@dataclass
class Run:
    """One training run. `objective`: none, soft, hard (one token), hard+token (the paper's), or full (the embedded model's)."""
    objective: str = 'full'
    minutes: float = 48
    steps: int = 0  # instead of minutes
    seed: int = 0
    threads: int = 2
    batch: int = 64
    lr: float = 6e-3
    weight_decay: float = 0.05
    mix: float = 0.3  # share of batches with CutMix (or mixup, where there are no hints)
    hint_weight: float = 4
    keep: tuple = ((0, 49), (0.65, 98), (0.8, 196))  # from which share of the time on, how many of the 196 patches
    ema: float = 0.995
    start: str = ''  # weights to begin with; empty: random


# ---- views and teachers ----------------------------------------------------------------------------------------------

def split_photos(root):
    """Sorted class folders, and (relative path, class index) of the training and of the held-out photos."""
    classes = sorted((p.name for p in root.iterdir() if p.is_dir()), key=str.encode)
    train, held = [], []
    for index, name in enumerate(classes):
        files = sorted((f'{name}/{p.name}' for p in (root / name).glob('*.jpg')), key=str.encode)
        random.Random(f'{SEED}:{name}').shuffle(files)
        count = max(2, round(len(files) * 0.15))
        held += [(f, index) for f in sorted(files[:count], key=str.encode)]
        train += [(f, index) for f in sorted(files[count:], key=str.encode)]
    digest = {f: hashlib.sha256((root / f).read_bytes()).digest() for f, _ in train + held}
    seen = {digest[f] for f, _ in held}
    return classes, [(f, c) for f, c in train if digest[f] not in seen], held


open_photo = lambda path: ImageOps.exif_transpose(Image.open(path)).convert('RGB')


def centre_crop(image):
    """Shorter side to RESIZE (bicubic, antialiased), then the centre SIZE x SIZE."""
    width, height = (max(RESIZE, int(side * RESIZE / min(image.size) + 1e-6)) for side in image.size)
    image = image.resize((width, height), Image.BICUBIC)
    left, top = round((width - SIZE) / 2), round((height - SIZE) / 2)
    return image.crop((left, top, left + SIZE, top + SIZE))


def augment(image, rng):
    """One random view: rotation, resized crop, flip, changes of tone."""
    if rng.random() < 0.3:
        image = image.rotate(rng.uniform(-15, 15), Image.BILINEAR, fillcolor=tuple(int(m * 255) for m in MEAN))
    width, height = image.size
    for _ in range(10):  # as torchvision's RandomResizedCrop
        area, ratio = width * height * rng.uniform(0.3, 1), math.exp(rng.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if w <= width and h <= height:
            left, top = rng.uniform(0, width - w), rng.uniform(0, height - h)
            break
    else:
        w = h = min(width, height)
        left, top = (width - w) / 2, (height - h) / 2
    image = image.resize((SIZE, SIZE), Image.BICUBIC, box=(left, top, left + w, top + h))
    if rng.random() < 0.5:
        image = ImageOps.mirror(image)
    for enhance in rng.sample((ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color), rng.randint(0, 3)):
        image = enhance(image).enhance(rng.uniform(0.6, 1.4))
    tone = rng.random()
    if tone < 0.1:
        return ImageOps.grayscale(image).convert('RGB')
    if tone < 0.2:
        return ImageOps.autocontrast(image)
    return ImageOps.posterize(image, 4) if tone < 0.25 else image


def to_patches(images):
    """n pictures to uint8 [n, 196, 768]: every patch flattened as channel, row, column, as the patch embedding reads it."""
    pixels = np.stack(images)
    return pixels.reshape(-1, GRID, PATCH, GRID, PATCH, 3).transpose(0, 1, 3, 5, 2, 4).reshape(-1, GRID * GRID, 3 * PATCH * PATCH)


def open_cnn(path):
    """A function from pictures to MobileNetV2's pooled features [n, 1280]: what its last node reads becomes its output."""
    model = onnx.load(str(path))
    pooled = next(node for node in reversed(model.graph.node) if node.op_type == 'Gemm').input[0]
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(pooled, onnx.TensorProto.FLOAT, [None, 1280]))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=['CPUExecutionProvider'])

    def look(images):
        pixels = np.stack(images).astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
        return session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(pixels)})[0]
    return look


def open_deit(path):
    """A function from pictures to DeiT-Ti's hidden tokens [n, hints, 197, 192] and its pooled feature [n, 192]."""
    torch.set_num_threads(1)
    model = timm.create_model('deit_tiny_patch16_224')
    model.load_state_dict(load_file(path))
    model = model.bfloat16().eval()
    mean, std = (torch.tensor(v).view(3, 1, 1) for v in (MEAN, STD))

    @torch.no_grad()
    def look(images):
        pixels = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).float() / 255
        final, hidden = model.forward_intermediates(((pixels - mean) / std).bfloat16(), [h - 1 for h in HINTS],
                                                    output_fmt='NLC', return_prefix_tokens=True)
        return np.stack([torch.cat([cls, rest], 1).float().numpy() for rest, cls in hidden], 1), final[:, 0].float().numpy()
    return look


def arrays(kind, views, photos):
    """Name, shape and type of what is kept of `photos` photos. Hints are whole steps of 1/32 standard deviation."""
    return {f'{kind}-patches': ((photos, views, GRID * GRID, 768), np.uint8), f'{kind}-cnn': ((photos, views, 1280), np.float16),
            f'{kind}-hints': ((photos, views, len(HINTS), 1 + GRID * GRID, 192), np.int8),
            f'{kind}-deit': ((photos, views, 192), np.float16)}


def render_shard(photos, weights, cache, jobs, kind, shard, shards):
    """Fills every `shards`-th row of the cached arrays. Each photo has its own seed, so the shards do not matter."""
    cnn, deit = open_cnn(weights / 'mobilenet_v2_1.0_224.onnx'), open_deit(weights / 'deit_tiny_patch16_224.safetensors')
    pixels, by_cnn, hints, by_deit = (np.load(cache / f'{name}.npy', mmap_mode='r+') for name in arrays(kind, 1, 1))
    mean, std = np.load(cache / 'hint-statistics.npy')
    for row in range(shard, len(jobs), shards):
        photo, rng = open_photo(photos / jobs[row]), random.Random(f'{SEED}:{jobs[row]}')
        views = [centre_crop(photo)] + [augment(photo, rng) for _ in range(pixels.shape[1] - 1)]
        hidden, by_deit[row] = deit(views)
        pixels[row], by_cnn[row] = to_patches(views), cnn(views)
        hints[row] = np.clip(np.round((hidden - mean[:, None]) / std[:, None] * 32), -127, 127)


def render(args):
    folders, train, held = split_photos(args.photos)
    args.cache.mkdir(parents=True, exist_ok=True)
    deit = open_deit(args.weights / 'deit_tiny_patch16_224.safetensors')
    sample = [centre_crop(open_photo(args.photos / f)) for f, _ in random.Random(1).sample(train, 300)]
    hidden = np.concatenate([deit(sample[i:i + 20])[0] for i in range(0, len(sample), 20)])[:, :, 1:]
    np.save(args.cache / 'hint-statistics.npy', np.stack([hidden.mean((0, 2)), hidden.std((0, 2)) + 1e-4]))
    (args.cache / 'folders.json').write_text(json.dumps(folders))
    for kind, rows, views in (('heldout', held, 1), ('train', train, VIEWS)):
        np.save(args.cache / f'{kind}-labels.npy', np.array([c for _, c in rows]))
        (args.cache / f'{kind}.txt').write_text('\n'.join(f for f, _ in rows) + '\n')
        for name, (shape, dtype) in arrays(kind, views, len(rows)).items():
            np.lib.format.open_memmap(args.cache / f'{name}.npy', 'w+', dtype, shape)
        with multiprocessing.get_context('spawn').Pool(2) as pool:
            pool.starmap(render_shard, [(args.photos, args.weights, args.cache, [f for f, _ in rows], kind, n, 2) for n in range(2)])


def fit_probe(features, labels, classes, steps=300):
    """A logistic probe on standardised features [n, d]: a function from features to logits."""
    torch.manual_seed(SEED)
    mean, std = features.mean(0), features.std(0) + 1e-3
    probe = torch.nn.Linear(features.shape[1], classes)
    optimiser = torch.optim.AdamW(probe.parameters(), lr=3e-3, weight_decay=0.5)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    inputs = (features - mean) / std
    for _ in range(steps):
        batch = torch.randint(len(inputs), (4096,))
        loss = F.cross_entropy(probe(inputs[batch]), labels[batch], label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step(), schedule.step()
    return torch.no_grad()(lambda x: probe((x - mean) / std))


class Data:
    """The cache in memory, and what the teachers' probes say of every view. `without`: classes that are not trained on."""

    def __init__(self, cache, hints=True, without=()):
        load = lambda name: np.load(cache / f'{name}.npy')
        labels, held = torch.from_numpy(load('train-labels')), torch.from_numpy(load('heldout-labels'))
        self.rows = np.flatnonzero(~np.isin(labels, without))  # of the training photos, those that are trained on
        self.labels, self.held_labels, self.classes = labels, held, len(json.loads((cache / 'folders.json').read_text()))
        self.patches, self.held_patches = load('train-patches'), load('heldout-patches')[:, 0]
        self.hints = np.load(cache / 'train-hints.npy', mmap_mode='r') if hints else None
        self.features, self.teachers, self.held_teachers = {}, {}, {}
        for name in ('cnn', 'deit'):
            seen, unseen = (torch.from_numpy(load(f'{kind}-{name}')).float() for kind in ('train', 'heldout'))
            probe = fit_probe(seen[self.rows, :PROBED].flatten(0, 1), labels[self.rows].repeat_interleave(PROBED), self.classes)
            self.teachers[name] = torch.stack([probe(view) for view in seen.unbind(1)], 1)
            self.held_teachers[name], self.features[name] = probe(unseen[:, 0]), (seen[:, 0], unseen[:, 0])


# ---- student ---------------------------------------------------------------------------------------------------------

def build_student(run, classes):
    name = 'deit_tiny_distilled_patch16_224' if run.objective in ('hard+token', 'full') else 'deit_tiny_patch16_224'
    return timm.create_model(name, num_classes=classes, **SHAPE)


def normalise(patches):
    """uint8 [b, k, 768] to float."""
    mean, std = (torch.tensor(v).repeat_interleave(PATCH * PATCH) for v in (MEAN, STD))
    return (torch.from_numpy(patches).float() / 255 - mean) / std


def forward(model, patches, kept):
    """Runs the student on patches [b, k, 768] at the places `kept` [b, k] of the grid: the special tokens after the last
    norm [b, 1 or 2, 192], the logits of each head, and all tokens after each of HINTS's blocks."""
    prefix, embed = model.num_prefix_tokens, model.patch_embed.proj
    x = F.linear(patches, embed.weight.flatten(1), embed.bias) + model.pos_embed[0, prefix:][kept]
    special = torch.cat([model.cls_token, model.dist_token], 1) if prefix == 2 else model.cls_token
    x = torch.cat([(special + model.pos_embed[:, :prefix]).expand(len(x), -1, -1), x], 1)
    hidden = []
    for number, block in enumerate(model.blocks, 1):
        x = block(x)
        hidden += [x] if number in HINTS else []
    tokens = model.norm(x)[:, :prefix]
    heads = (model.head, model.head_dist) if prefix == 2 else (model.head,)
    return tokens, [head(tokens[:, n]) for n, head in enumerate(heads)], hidden


def targets(run, data, rows, view):
    """What each head shall say [heads][b, classes] of these views; for soft distillation, the teacher's softened answer last."""
    one_hot = torch.eye(data.classes)
    truth = 0.9 * one_hot[data.labels[rows]] + 0.1 / data.classes
    cnn, deit = (data.teachers[name][rows, view] for name in ('cnn', 'deit'))
    hard = one_hot[cnn.argmax(1)]
    return {'none': lambda: [truth], 'soft': lambda: [truth, (cnn / 3).softmax(1)], 'hard': lambda: [(truth + hard) / 2],
            'hard+token': lambda: [truth, hard],
            'full': lambda: [truth / 2 + deit.softmax(1) / 4 + cnn.softmax(1) / 4, hard / 2 + cnn.softmax(1) / 2]}[run.objective]()


def label_loss(run, logits, wanted):
    """The paper's losses: soft with temperature 3 and weight 0.1 (equation 2), hard with both halves alike (equation 3)."""
    if run.objective == 'soft':
        student = (logits[0] / 3).log_softmax(1)
        return 0.9 * F.cross_entropy(logits[0], wanted[0]) + 0.1 * 9 * F.kl_div(student, wanted[1], reduction='batchmean')
    return sum(F.cross_entropy(said, meant) for said, meant in zip(logits, wanted)) / len(wanted)


def mix(rng, kept, images, wanted, hints):
    """CutMix by whole patches (all photos of the batch keep the same ones), or mixup where there are no hints."""
    other = torch.from_numpy(rng.permutation(len(images)))
    if hints is None and rng.random() < 0.5:
        share = rng.beta(0.8, 0.8)
        images = share * images + (1 - share) * images[other]
    else:
        half, centre = GRID * math.sqrt(1 - rng.beta(1, 1)) / 2, rng.random(2) * GRID
        row, column = ((place + 0.5 - middle).abs() < half for place, middle in zip((kept[0] // GRID, kept[0] % GRID), centre))
        box = row & column
        images[:, box] = images[other][:, box]
        share = 1 - box.float().mean().item()
        if hints is not None:
            hints[:, :, 1:][:, :, box] = hints[other][:, :, 1:][:, :, box]
    return images, [share * w + (1 - share) * w[other] for w in wanted], hints


def make_optimisers(run, model, hint_layers):
    """Muon for the blocks' matrices, AdamW for the rest; biases, norms, tokens and positions do not decay."""
    muon, decay, still = [], [layer.weight for layer in hint_layers], [layer.bias for layer in hint_layers]
    for name, parameter in model.named_parameters():
        is_matrix = parameter.ndim > 1 and 'token' not in name and name != 'pos_embed'
        (still if not is_matrix else muon if name.startswith('blocks') else decay).append(parameter)
    return [torch.optim.Muon(muon, lr=run.lr, weight_decay=run.weight_decay, adjust_lr_fn='match_rms_adamw'),
            torch.optim.AdamW([{'params': decay, 'weight_decay': run.weight_decay}, {'params': still, 'weight_decay': 0}],
                              lr=run.lr, fused=True)]


warm_up_and_cosine = lambda highest, progress: highest * min(1, progress / 0.04) * max(0.003, 0.5 * (1 + math.cos(math.pi * progress)))


def train_student(run, data, log=None):
    """Returns the averaged student, and what the run took. The arithmetic runs on a bfloat16 copy; optimisers keep float32."""
    torch.manual_seed(run.seed)
    torch.set_num_threads(run.threads)
    set_fused_attn(False)  # for so few tokens plain matrix products are faster on a CPU, backward above all
    rng = np.random.default_rng(run.seed)
    model, fast, average = (build_student(run, data.classes) for _ in range(3))
    if run.start:
        model.load_state_dict(load_file(run.start))
    average.load_state_dict(model.state_dict())
    hint_layers, fast_hints = (torch.nn.ModuleList(torch.nn.Linear(192, 192) for _ in HINTS) for _ in range(2))
    fast, fast_hints, average = fast.bfloat16().train(), fast_hints.bfloat16(), average.eval()
    optimisers = make_optimisers(run, model, hint_layers)
    slow, quick = [[*a.parameters(), *b.parameters()] for a, b in ((model, hint_layers), (fast, fast_hints))]
    start, step, told, order, losses = time.time(), 0, 0, [], []
    while (progress := step / run.steps if run.steps else (time.time() - start) / 60 / run.minutes) < 1:
        for group in (g for optimiser in optimisers for g in optimiser.param_groups):
            group['lr'] = warm_up_and_cosine(run.lr, progress)
        with torch.no_grad():
            torch._foreach_copy_(quick, slow)
        count = max(patches for since, patches in run.keep if progress >= since)
        order = order if len(order) >= run.batch else list(rng.permutation(data.rows))
        rows = np.array([order.pop() for _ in range(run.batch)])
        view, mixes = rng.integers(VIEWS, size=run.batch), rng.random() < run.mix
        kept = np.argsort(rng.random((1 if mixes else run.batch, GRID * GRID)), 1)[:, :count].repeat(run.batch if mixes else 1, 0)
        images = normalise(np.stack([data.patches[r, v][k] for r, v, k in zip(rows, view, kept)]))
        hints = None if run.objective != 'full' else torch.from_numpy(
            np.stack([data.hints[r, v][:, np.r_[0, 1 + k]] for r, v, k in zip(rows, view, kept)])).float() / 32
        wanted, kept = targets(run, data, rows, view), torch.from_numpy(kept)
        images, wanted, hints = mix(rng, kept, images, wanted, hints) if mixes else (images, wanted, hints)
        _, logits, hidden = forward(fast, images.bfloat16(), kept)
        loss = label_loss(run, [x.float() for x in logits], wanted)
        losses.append(loss.item())
        for number, layer in enumerate(fast_hints if hints is not None else ()):
            said = layer(hidden[number]).float()
            hint = F.mse_loss(said[:, 2:], hints[:, number, 1:])
            of_class = 0 if mixes else F.mse_loss(said[:, 0], hints[:, number, 0])  # no teacher saw the mixed photo whole
            loss = loss + run.hint_weight * (hint + 0.1 * of_class)
        loss.backward()
        for p, q in zip(slow, quick):
            p.grad, q.grad = None if q.grad is None else q.grad.float(), None
        torch.nn.utils.clip_grad_norm_([p for p in slow if p.grad is not None], 1.0)
        for optimiser in optimisers:
            optimiser.step(), optimiser.zero_grad()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - min(run.ema, (1 + step) / (10 + step)))
        if log and time.time() - start > told + 120:
            told = time.time() - start
            log(f'{told / 60:.0f} min, step {step}, patches {count}, loss {np.mean(losses[-100:]):.3f}, {top1(average, data)}')
    return average, {'steps': step, 'epochs': round(step * run.batch / len(data.rows), 1)}


@torch.no_grad()
def predict(model, patches, dtype=torch.float32):
    """uint8 [n, 196, 768] to both tokens [n, tokens, 192] and logits of each head [n, classes]."""
    model, kept = copy.deepcopy(model).to(dtype).eval(), torch.arange(GRID * GRID)
    parts = [forward(model, normalise(p).to(dtype), kept.expand(len(p), -1))[:2]
             for p in np.array_split(patches, len(patches) // 64 + 1)]
    return torch.cat([t for t, _ in parts]).float(), [torch.cat(z).float() for z in zip(*(logits for _, logits in parts))]


def by_head(logits):
    """Names for the heads' logits, and their mean: the softmax of it is what the app shows."""
    return dict(zip(('class', 'distillation'), logits)) | ({'average': (logits[0] + logits[1]) / 2} if len(logits) == 2 else {})


def top1(model, data):
    """Held-out top-1 of each head in percent, in bfloat16: quick, for the log."""
    heads = by_head(predict(model, data.held_patches, torch.bfloat16)[1])
    return {name: round(100 * (z.argmax(1) == data.held_labels).float().mean().item(), 1) for name, z in heads.items()}


def save(args, name, model, run, result):
    """Writes the weights, and beside them the configuration and the figures."""
    args.out.mkdir(parents=True, exist_ok=True)
    save_file({key: tensor.contiguous().clone() for key, tensor in model.state_dict().items()}, args.out / f'{name}.safetensors')
    (args.out / f'{name}.json').write_text(json.dumps({'run': asdict(run), **result}, indent=1) + '\n')
    print(json.dumps({'name': name, **result}), flush=True)


def train(args):
    data, run = Data(args.cache), Run(minutes=args.minutes or Run.minutes, start=args.start or '')
    model, took = train_student(run, data, lambda line: print(line, flush=True))
    save(args, 'deit', model, run, {**took, 'top1': top1(model, data)})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('command', choices=('render', 'train'))
    for name, kind in (('photos', Path), ('weights', Path), ('cache', Path), ('out', Path), ('minutes', float), ('start', str)):
        parser.add_argument(f'--{name}', type=kind)
    args = parser.parse_args()
    {'render': render, 'train': train}[args.command](args)


if __name__ == '__main__':
    main()
