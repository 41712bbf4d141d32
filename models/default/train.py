"""Trains Glance's embedded model: a small distilled DeiT, from scratch, on Caltech-101.

    python train.py --photos <folder> --teacher <mobilenet.onnx> --out <folder>

<folder> of photos holds one folder a class. The teacher is an ImageNet-1k CNN as ONNX whose last node is a Gemm over
pooled features, with input [b,3,224,224] = x / 127.5 - 1. Written to --out: deit.safetensors (timm's tensor names,
float32), labels.txt, metrics.json, heldout.txt, and a cache of augmented views (about 2 GB) that later runs reuse.

Recipe (Touvron et al., arXiv 2012.12877, section 4, scaled down to a CPU):
  1. Split: by class, seeded, 15 % of each class held out; training photos with a held-out photo's bytes are dropped.
  2. Teacher: the CNN's pooled features and a logistic probe for our classes, fitted on the training photos only.
  3. Views: every training photo is augmented VIEWS times; the teacher sees the very view the student will see.
  4. Student: timm's VisionTransformerDistilled. Loss = 1/2 CE(class head, true label, smoothing 0.1)
     + 1/2 CE(distillation head, teacher's argmax), with mixup, CutMix and random erasing as in the paper.
     --feature-weight adds a term that the paper does not have: a throw-away linear layer predicts the teacher's
     pooled feature from the distillation token (1 - cosine). 0 gives the paper's loss alone.
  5. AdamW, warm-up and cosine, stochastic depth, patches dropped at random (cheaper, and a regulariser), and an
     exponential moving average of the weights, which is what is saved. The published weights took two runs: README.md.

Versions used: Python 3.11, torch 2.15.0, timm 1.0.31, numpy 2.4.6, pillow 13.0.0, onnx 1.23.2, onnxruntime 1.32.0,
safetensors 0.8.0."""
import argparse
import hashlib
import json
import math
import multiprocessing
import random
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from PIL import Image, ImageEnhance, ImageOps
from safetensors.torch import load_file, save_file
from timm.layers import PatchDropout, set_fused_attn
from timm.models.deit import VisionTransformerDistilled

SEED = 2012
SIZE, RESIZE = 96, 110  # the centre crop, and the shorter side before it: a crop ratio of 0.875
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SHAPE = dict(img_size=SIZE, patch_size=16, embed_dim=256, depth=7, num_heads=4)
VIEWS, PROBE_VIEWS = 12, 2  # views a training photo; how many of them the probe is fitted on, beside the plain photo
TEACHER_SIZE, FEATURES = 224, 1280

# Folder names that do not read well once lower-cased and freed of underscores.
NAMES = {'BACKGROUND_Google': 'background', 'Faces': 'face', 'Faces_easy': 'face close-up', 'Leopards': 'leopard',
         'Motorbikes': 'motorbike', 'airplanes': 'airplane', 'water_lilly': 'water lily', 'wild_cat': 'wildcat',
         'sea_horse': 'seahorse', 'yin_yang': 'yin-yang symbol', 'bass': 'bass (fish)'}


# ---- data ------------------------------------------------------------------------------------------------------------

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


def centre_crop(image, resize, size):
    """Shorter side to `resize` (bicubic, antialiased), then the centre `size` x `size`."""
    width, height = (max(resize, int(side * resize / min(image.size) + 1e-6)) for side in image.size)
    image = image.resize((width, height), Image.BICUBIC)
    left, top = round((width - size) / 2), round((height - size) / 2)
    return image.crop((left, top, left + size, top + size))


def augment(image, rng):
    """One random view at the teacher's size: rotation, resized crop, flip, changes of tone."""
    if rng.random() < 0.4:
        image = image.rotate(rng.uniform(-20, 20), Image.BILINEAR, fillcolor=tuple(int(m * 255) for m in MEAN))
    width, height = image.size
    for _ in range(10):
        area, ratio = width * height * rng.uniform(0.25, 1), math.exp(rng.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if w <= width and h <= height:
            left, top = rng.uniform(0, width - w), rng.uniform(0, height - h)
            break
    else:
        w = h = min(width, height)
        left, top = (width - w) / 2, (height - h) / 2
    image = image.resize((TEACHER_SIZE, TEACHER_SIZE), Image.BICUBIC, box=(left, top, left + w, top + h))
    if rng.random() < 0.5:
        image = ImageOps.mirror(image)
    for enhance in rng.sample((ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color), rng.randint(1, 3)):
        image = enhance(image).enhance(rng.uniform(0.6, 1.4))
    tone = rng.random()
    if tone < 0.1:
        return ImageOps.grayscale(image).convert('RGB')
    if tone < 0.2:
        return ImageOps.autocontrast(image)
    return ImageOps.posterize(image, 4) if tone < 0.25 else image


# ---- teacher ---------------------------------------------------------------------------------------------------------

def open_teacher(path):
    """A function from images to the teacher's pooled features: the input of its last node becomes its output."""
    model = onnx.load(str(path))
    pooled = next(node for node in reversed(model.graph.node) if node.op_type == 'Gemm').input[0]
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(pooled, onnx.TensorProto.FLOAT, [None, FEATURES]))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one process a core does the rest
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=['CPUExecutionProvider'])

    def look(images):
        pixels = np.stack([np.asarray(i, np.float32) for i in images]).transpose(0, 3, 1, 2) / 127.5 - 1
        return session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(pixels)})[0]
    return look


def render_shard(root, teacher, cache, jobs, kind, shard, shards):
    """Fills every `shards`-th row of the cached arrays. Each photo has its own seed, so the shards do not matter."""
    look = open_teacher(teacher)
    pixels, features = (np.load(cache / f'{kind}-{what}.npy', mmap_mode='r+') for what in ('pixels', 'features'))
    for row in range(shard, len(jobs), shards):
        photo = ImageOps.exif_transpose(Image.open(root / jobs[row])).convert('RGB')
        if kind == 'views':
            rng = random.Random(f'{SEED}:{jobs[row]}')
            large = [augment(photo, rng) for _ in range(VIEWS)]
            pixels[row] = [np.asarray(i.resize((SIZE, SIZE), Image.BICUBIC)) for i in large]
            features[row] = look(large)
        else:  # the photo as it will be seen at inference; a second time by way of a thumbnail of 256
            via = photo.resize([max(256, round(s * 256 / min(photo.size))) for s in photo.size], Image.BICUBIC)
            pixels[row] = [np.asarray(centre_crop(i, RESIZE, SIZE)) for i in (photo, via)]
            features[row] = look([centre_crop(photo, 256, TEACHER_SIZE)])


def render(root, teacher, cache, jobs, kind, processes):
    """Cached uint8 pixels and float16 teacher features: [photos, views, ...]."""
    paths = [cache / f'{kind}-{what}.npy' for what in ('pixels', 'features')]
    done = cache / f'{kind}.done'
    if not done.exists():
        views, features = (VIEWS, VIEWS) if kind == 'views' else (2, 1)
        np.lib.format.open_memmap(paths[0], 'w+', np.uint8, (len(jobs), views, SIZE, SIZE, 3))
        np.lib.format.open_memmap(paths[1], 'w+', np.float16, (len(jobs), features, FEATURES))
        with multiprocessing.get_context('spawn').Pool(processes) as pool:
            pool.starmap(render_shard, [(root, teacher, cache, jobs, kind, n, processes) for n in range(processes)])
        done.touch()
    return [np.load(path) for path in paths]


def fit_probe(features, labels, classes, steps=300):
    """A logistic probe on standardised features; returns a function from features to logits, and the standardiser."""
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
        optimiser.step()
        schedule.step()
    standardise = lambda x: (x.float() - mean) / std
    return torch.no_grad()(lambda x: probe(standardise(x))), standardise


# ---- student ---------------------------------------------------------------------------------------------------------

def build_student(classes, drop_path=0.1):
    model = VisionTransformerDistilled(**SHAPE, num_classes=classes, drop_path_rate=drop_path)
    # timm would build this layer for one leading token; two must never be dropped.
    model.patch_drop = PatchDropout(0.0, num_prefix_tokens=2)
    return model


def forward(model, images):
    """Logits of both heads, and the distillation token that the second one reads."""
    tokens = model.forward_features(images)
    return model.head(tokens[:, 0]), model.head_dist(tokens[:, 1]), tokens[:, 1]


def normalise(pixels):
    """uint8 [n, h, w, 3] to float [n, 3, h, w]."""
    images = torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float() / 255
    return (images - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)


def random_box(rng, area):
    """A box with this share of the picture's area, its centre anywhere, clipped at the border."""
    side = math.sqrt(area)
    y, x = rng.random(), rng.random()
    return tuple(round(min(1, max(0, v)) * SIZE) for v in (y - side / 2, y + side / 2, x - side / 2, x + side / 2))


def augment_batch(images, targets, rng, mix):
    """Flips, erased boxes and (when `mix`) mixup or CutMix of images and every target alike."""
    flip = torch.from_numpy(rng.random(len(images)) < 0.5)
    images[flip] = images[flip].flip(3)
    for n in np.flatnonzero(rng.random(len(images)) < 0.25):
        top, bottom, left, right = random_box(rng, rng.uniform(0.02, 0.25))
        images[n, :, top:bottom, left:right] = torch.randn(3, bottom - top, right - left)
    if not mix:
        return images, targets
    other = torch.from_numpy(rng.permutation(len(images)))
    if rng.random() < 0.5:
        keep = rng.beta(0.8, 0.8)
        images = keep * images + (1 - keep) * images[other]
    else:
        top, bottom, left, right = random_box(rng, 1 - rng.beta(1, 1))
        images[:, :, top:bottom, left:right] = images[other, :, top:bottom, left:right]
        keep = 1 - (bottom - top) * (right - left) / SIZE ** 2
    return images, [keep * t + (1 - keep) * t[other] for t in targets]


def make_optimiser(args, model, to_feature):
    """AdamW that decays matrices only: not biases, norms, tokens or position embeddings."""
    groups = {True: [to_feature.weight], False: [to_feature.bias]}
    for name, parameter in model.named_parameters():
        groups[parameter.ndim > 1 and 'token' not in name and name != 'pos_embed'].append(parameter)
    return torch.optim.AdamW([{'params': groups[True], 'weight_decay': args.weight_decay},
                              {'params': groups[False], 'weight_decay': 0}], lr=args.lr, fused=True)


def set_schedule(args, optimiser, model, progress):
    """Warm-up and cosine for the learning rate; every patch is kept for the last stretch, as at inference."""
    for group in optimiser.param_groups:
        group['lr'] = args.lr * min(1, progress / 0.04) * max(0.005, 0.5 * (1 + math.cos(math.pi * progress)))
    model.patch_drop.prob = 0.0 if progress > 0.85 else args.patch_drop


def train_student(args, pixels, labels, teacher_labels, features, evaluate):
    """`pixels` [photos, views, ...], `teacher_labels` and `features` (standardised) [photos, views, ...]."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    photos, views = pixels.shape[:2]
    classes = int(labels.max()) + 1
    model = build_student(classes)
    if args.start:
        model.load_state_dict(load_file(args.start))
    to_feature = torch.nn.Linear(SHAPE['embed_dim'], FEATURES)  # thrown away after training
    # The arithmetic runs on a bfloat16 copy; the optimiser and the average keep float32.
    set_fused_attn(False)  # at 38 tokens, plain matrix products are faster on a CPU, backward above all
    fast = build_student(classes).bfloat16().train()
    average = build_student(classes).eval()
    average.load_state_dict(model.state_dict())
    master = list(model.parameters())
    optimiser = make_optimiser(args, model, to_feature)
    one_hot = torch.eye(classes)
    steps = photos // args.batch
    total, step, start = args.epochs * steps, 0, time.time()
    for epoch in range(args.epochs):
        order = rng.permutation(photos)
        losses = []
        for rows in np.split(order[:steps * args.batch], steps):
            # With --minutes, a machine that is slower than planned still ends its schedule, only with fewer epochs.
            progress = max(step / total, (time.time() - start) / 60 / args.minutes if args.minutes else 0)
            if progress >= 1:
                break
            set_schedule(args, optimiser, fast, progress)
            with torch.no_grad():
                torch._foreach_copy_(list(fast.parameters()), master)
            view = rng.integers(views, size=len(rows))
            taught = torch.from_numpy(teacher_labels[rows, view])
            targets = [0.9 * one_hot[labels[rows]] + 0.1 / classes, one_hot[taught], features[rows, view].float()]
            mix = progress < 0.9 and rng.random() < args.mix
            images, (truth, taught, wanted) = augment_batch(normalise(pixels[rows, view]), targets, rng, mix)
            by_class, by_distilled, token = (part.float() for part in forward(fast, images.bfloat16()))
            loss = 0.5 * F.cross_entropy(by_class, truth) + 0.5 * F.cross_entropy(by_distilled, taught)
            losses.append(loss.item())
            loss = loss + args.feature_weight * (1 - F.cosine_similarity(to_feature(token), wanted, dim=1)).mean()
            loss.backward()
            for p, q in zip(master, fast.parameters()):
                p.grad, q.grad = q.grad.float(), None
            torch.nn.utils.clip_grad_norm_(master, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            step += 1
            with torch.no_grad():
                decay = min(0.998, (1 + step) / (10 + step))
                torch._foreach_lerp_(list(average.parameters()), master, 1 - decay)
        ended = progress >= 1 or epoch == args.epochs - 1
        if ended or epoch % args.every == args.every - 1:
            print(f'epoch {epoch + 1}/{args.epochs} progress {progress:.3f} {time.time() - start:.0f} s '
                  f'loss {np.mean(losses or [0]):.3f} {evaluate(average)}', flush=True)
        if ended:
            return average, epoch + 1, time.time() - start


# ---- measuring -------------------------------------------------------------------------------------------------------

@torch.no_grad()
def predict(model, pixels):
    parts = [forward(model, normalise(p))[:2] for p in np.array_split(pixels, len(pixels) // 128 + 1)]
    return [torch.cat(logits) for logits in zip(*parts)]


def accuracy(logits, labels):
    """Top-1 and top-5 in percent, with Wilson's 95 % interval for each."""
    result = {}
    for k in (1, 5):
        n, z = len(labels), 1.96
        p = (logits.topk(k, 1).indices == labels[:, None]).any(1).float().mean().item()
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        low, high = (100 * (middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
        result[f'top{k}'], result[f'top{k}_ci95'] = round(100 * p, 2), [round(low, 2), round(high, 2)]
    return result


def measure(model, pixels, labels):
    """Fusion is the softmax of the mean of both heads' logits, as the app shows it."""
    by_class, by_distilled = predict(model, pixels)
    fused = (by_class + by_distilled) / 2
    agree, right = by_class.argmax(1) == by_distilled.argmax(1), fused.argmax(1) == labels
    percent = lambda x: round(100 * x.float().mean().item(), 2) if len(x) else None
    return {'class_head': accuracy(by_class, labels), 'distillation_head': accuracy(by_distilled, labels),
            'fusion': accuracy(fused, labels), 'heads_agree': percent(agree),
            'fusion_right_when_agreeing': percent(right[agree]),
            'fusion_right_when_disagreeing': percent(right[~agree]),
            'fusion_mean_confidence': percent(fused.softmax(1).amax(1))}


def round_to_half(model):
    half = build_student(model.num_classes).eval()
    half.load_state_dict({name: tensor.half().float() for name, tensor in model.state_dict().items()})
    return half


def save_weights(model, path):
    save_file({name: tensor.contiguous().clone() for name, tensor in model.state_dict().items()}, f'{path}.part')
    Path(f'{path}.part').replace(path)


# ---- the run ---------------------------------------------------------------------------------------------------------

def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ('--photos', '--teacher', '--out'):
        parser.add_argument(name, type=Path, required=True)
    # --minutes: end the schedule by then (0: no limit). --mix: share of batches with mixup or CutMix.
    # --every: epochs between two held-out measurements, which also save the weights. --start: weights to go on from.
    for name, value in (('--epochs', 150), ('--minutes', 0.0), ('--batch', 64), ('--lr', 4e-4), ('--mix', 0.0),
                        ('--weight-decay', 0.05), ('--patch-drop', 0.3), ('--feature-weight', 2.0), ('--threads', 2),
                        ('--every', 8), ('--start', '')):
        parser.add_argument(name, type=type(value), default=value)
    return parser.parse_args()


def main():
    args = read_arguments()
    torch.set_num_threads(args.threads)
    cache = args.out / 'cache'
    cache.mkdir(parents=True, exist_ok=True)
    folders, train, held = split_photos(args.photos)
    names = [NAMES.get(folder, folder.replace('_', ' ').lower()) for folder in folders]
    assert len(set(names)) == len(names), 'two classes share a name'
    (args.out / 'labels.txt').write_text('\n'.join(names) + '\n')
    (args.out / 'heldout.txt').write_text('\n'.join(path for path, _ in held) + '\n')

    draw = lambda rows, kind: render(args.photos, args.teacher, cache, [f for f, _ in rows], kind, args.threads)
    held_pixels, held_features = draw(held, 'heldout')
    plain_pixels, plain_features = draw(train, 'train')
    view_pixels, view_features = draw(train, 'views')
    pixels = np.concatenate([plain_pixels[:, :1], view_pixels], 1)
    features = torch.from_numpy(np.concatenate([plain_features, view_features], 1))
    labels, held_labels = (torch.tensor([c for _, c in rows]) for rows in (train, held))
    fitted = features[:, :1 + PROBE_VIEWS].float()
    probe, standardise = fit_probe(fitted.flatten(0, 1), labels.repeat_interleave(1 + PROBE_VIEWS), len(names))
    teacher_labels = torch.stack([probe(view).argmax(1) for view in features.unbind(1)], 1).numpy()
    features = torch.stack([standardise(view).half() for view in features.unbind(1)], 1)
    teacher = accuracy(probe(torch.from_numpy(held_features[:, 0])), held_labels)
    print(f'{len(train)} training photos, {len(held)} held out; teacher {teacher}; its labels are right on '
          f'{100 * (teacher_labels == labels.numpy()[:, None]).mean():.1f} % of the views', flush=True)

    def evaluate(model):
        save_weights(model, args.out / 'deit.safetensors')
        return {k: v['top1'] for k, v in measure(model, held_pixels[:, 0], held_labels).items() if isinstance(v, dict)}

    model, epochs, seconds = train_student(args, pixels, labels, teacher_labels, features, evaluate)
    metrics = {
        'config': {**SHAPE, 'num_classes': len(names), 'resize': RESIZE, 'mean': MEAN, 'std': STD,
                   'layer_norm_eps': 1e-6, 'parameters': sum(p.numel() for p in model.parameters())},
        'training': {**{k: v for k, v in vars(args).items() if not isinstance(v, Path)}, 'views': VIEWS, 'seed': SEED,
                     'photos': len(train), 'epochs_done': epochs, 'seconds': round(seconds)},
        'heldout_photos': len(held), 'teacher': teacher, 'float32': measure(model, held_pixels[:, 0], held_labels),
        'float16_weights': measure(round_to_half(model), held_pixels[:, 0], held_labels),
        'float32_by_way_of_a_256_px_thumbnail': measure(model, held_pixels[:, 1], held_labels)}
    (args.out / 'metrics.json').write_text(json.dumps(metrics, indent=2) + '\n')
    print(json.dumps(metrics, indent=2))


if __name__ == '__main__':
    main()
