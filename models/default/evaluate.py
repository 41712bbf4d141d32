"""Measures the embedded model's recipe: the card's tables. train.py says how the cache is made.

    python evaluate.py heads --cache <folder> --out <folder>     # held-out figures of <folder>/deit.safetensors
    python evaluate.py table --cache <folder> --out <folder>     # the paper's rows, each trained with the same budget
    python evaluate.py novel --cache <folder> --out <folder>     # embeddings on classes that were left out of a second run"""
import argparse
import json
import math
import multiprocessing
import time
from pathlib import Path

import numpy as np
import timm
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from train import (GRID, PATCH, SIZE, VIEWS, Data, Run, build_student, by_head, fit_probe, normalise, predict, save,
                   train_student, warm_up_and_cosine)


def share(right):
    """A share in percent, with Wilson's 95 % interval."""
    if len(right) == 0:
        return None
    n, z, p = len(right), 1.96, right.float().mean().item()
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return [round(100 * x, 1) for x in (p, (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n))]


def answers(data):
    return {name: z.argmax(1) for name, z in data.held_teachers.items()}


def measure(model, data, others):
    """Held-out figures of the weights, which it rounds to float16 in place. `others`: answers [n] of other classifiers, for the agreement."""
    model.load_state_dict({name: tensor.half().float() for name, tensor in model.state_dict().items()})
    _, logits = predict(model, data.held_patches)
    heads, labels = by_head(logits), data.held_labels
    result = {name: {'top1': share(z.argmax(1) == labels), 'top5': share((z.topk(5, 1).indices == labels[:, None]).any(1)),
                     'agrees_with': {other: share(z.argmax(1) == said)[0] for other, said in others.items()}}
              for name, z in heads.items()}
    if len(logits) == 2:
        agree, right = logits[0].argmax(1) == logits[1].argmax(1), heads['average'].argmax(1) == labels
        result |= {'heads_agree': share(agree), 'right_where_they_agree': share(right[agree]),
                   'right_where_they_differ': share(right[~agree]),
                   'mean_confidence': round(100 * heads['average'].softmax(1).amax(1).mean().item(), 1),
                   'mean_over_classes': round(100 * np.mean([right[labels == c].float().mean().item() for c in labels.unique()]), 1)}
    return result


def heads(args):
    data, run = Data(args.cache, hints=False), Run()
    model = build_student(run, data.classes)
    model.load_state_dict(load_file(args.out / 'deit.safetensors'))
    others = answers(data)
    teachers = {name: share(said == data.held_labels) for name, said in others.items()}
    print(json.dumps({'teachers': teachers, **measure(model, data, others)}, indent=1))


def train_cnn(minutes, data, threads):
    """A second CNN for the agreement: ResNet-10-t from random weights on the same views at 112 pixels, labels alone."""
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    rng = np.random.default_rng(0)
    model = timm.create_model('resnet10t', num_classes=data.classes).to(memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.05)

    def see(patches):
        grid = normalise(patches).view(len(patches), GRID, GRID, 3, PATCH, PATCH).permute(0, 3, 1, 4, 2, 5)
        with torch.autocast('cpu', torch.bfloat16):
            return model(F.avg_pool2d(grid.reshape(len(patches), 3, SIZE, SIZE), 2).contiguous(memory_format=torch.channels_last)).float()
    start = time.time()
    while (progress := (time.time() - start) / 60 / minutes) < 1:
        optimiser.param_groups[0]['lr'] = warm_up_and_cosine(2e-3, progress)
        rows = rng.choice(data.rows, 64, replace=False)
        loss = F.cross_entropy(see(data.patches[rows, rng.integers(VIEWS, size=64)]), data.labels[rows], label_smoothing=0.1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        model.eval()
        return torch.cat([see(part) for part in np.array_split(data.held_patches, 15)]).argmax(1)


def run_in_turn(jobs, at_once):
    """Runs functions in processes of their own, which see the data that is loaded here."""
    context, waiting, running = multiprocessing.get_context('fork'), list(jobs), []
    while waiting or running:
        while waiting and len(running) < at_once:
            running.append(context.Process(target=waiting.pop(0)))
            running[-1].start()
        time.sleep(0.2)
        running = [process for process in running if process.is_alive()]


def table(args):
    """Every row the same steps on one thread, two rows at a time. The second CNN has both threads, alone, and minutes."""
    torch.set_num_threads(1)  # before anything is computed: threads do not survive the fork
    args.out.mkdir(parents=True, exist_ok=True)
    data, second = Data(args.cache), args.out / 'second-cnn.npy'
    run_in_turn([lambda: np.save(second, train_cnn(3, data, 2))], 1)
    others = {**answers(data), 'second CNN': torch.from_numpy(np.load(second))}
    print({name: share(said == data.held_labels) for name, said in others.items()}, flush=True)

    def row(run):
        model, took = train_student(run, data)
        save(args, f'{run.objective}-{run.seed}', model, run, {**took, **measure(model, data, others)})
    runs = [Run(objective, seed=seed, steps=args.steps or 300, threads=1, keep=((0, 49), (0.9, 196))) for objective, seed in (
        ('none', 0), ('soft', 0), ('hard', 0), ('hard+token', 0), ('hard+token', 1), ('hard+token', 2), ('full', 0))]
    run_in_turn([lambda run=run: row(run) for run in runs], 2)


def probe_novel(gallery, queries, labels, truth):
    """Top-1 of features [n, d] on new classes: cosine nearest neighbours (1 and 5) and a logistic probe."""
    ids = labels.unique()
    nearest = F.normalize(queries, dim=1) @ F.normalize(gallery, dim=1).T
    vote = lambda k: labels[nearest.topk(k, 1).indices].mode(1).values
    probe = fit_probe(gallery, torch.searchsorted(ids, labels), len(ids))
    return {'1-NN': share(vote(1) == truth), '5-NN': share(vote(5) == truth), 'probe': share(ids[probe(queries).argmax(1)] == truth)}


def novel(args):
    """Trains without every fifth class, then asks how well embeddings tell those apart, beside the teachers'."""
    left_out = list(range(5, len(json.loads((args.cache / 'folders.json').read_text())), 5))
    data = Data(args.cache, without=left_out)
    run = Run(steps=args.steps or 500, keep=((0, 49), (0.9, 196)))
    model, took = train_student(run, data, lambda line: print(line, flush=True))
    known, asked = (np.flatnonzero(np.isin(labels, left_out)) for labels in (data.labels, data.held_labels))
    embed = lambda patches: predict(model, patches)[0].flatten(1)
    features = {'student': (embed(data.patches[known, 0]), embed(data.held_patches[asked])),
                **{name: (seen[known], unseen[asked]) for name, (seen, unseen) in data.features.items()}}
    result = {name: probe_novel(*both, data.labels[known], data.held_labels[asked]) for name, both in features.items()}
    save(args, 'novel', model, run, {**took, 'left_out': left_out, 'labeled': len(known), 'asked': len(asked), **result})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('command', choices=('heads', 'table', 'novel'))
    for name in ('--cache', '--out'):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument('--steps', type=int, default=0, help='of each run, instead of the usual')
    args = parser.parse_args()
    {'heads': heads, 'table': table, 'novel': novel}[args.command](args)


if __name__ == '__main__':
    main()
