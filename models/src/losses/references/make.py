"""Remakes losses.json and miners.json beside this file, what the losses and miners are held against.

Needs torch and pytorch-metric-learning 2.8.1 (on PYTHONPATH); everything is float64.
"""

import json
import math
import pathlib
import re

import torch
from pytorch_metric_learning import losses, miners
from pytorch_metric_learning.distances import LpDistance

torch.set_default_dtype(torch.float64)
torch.manual_seed(20)

COLUMNS = 4
CLASSES = 5


def drawn(labels, spread):
    """Rows around a centre of their class, of various lengths."""
    labels = torch.tensor(labels)
    rows = CENTRES[labels] + spread * torch.randn(len(labels), COLUMNS)
    return rows * (0.5 + 2 * torch.rand(len(labels), 1)), labels


CENTRES = torch.randn(CLASSES, COLUMNS)
PROXIES = torch.randn(CLASSES, COLUMNS)
BATCHES = {
    "mixed": drawn([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 4], 0.7),
    "memory": drawn([4, 0, 0, 1, 1, 2, 3, 3, 0, 1, 2, 4, 0, 1, 2], 0.7),
    "tight": drawn([0, 0, 1, 1, 2, 2], 0.02),
    "no mates": drawn([0, 1, 2, 3], 0.7),
    "one class": drawn([2, 2, 2], 0.7),
    "one row": drawn([1], 0.7),
    "two rows": drawn([1, 3], 0.7),
    "two classes": drawn([0, 1, 0, 1], 0.7),
}
# Rows that lie on each other, in one class and across two, and a row of zeros.
TWINS, TWIN_LABELS = drawn([0, 0, 1, 1, 1, 2, 2], 0.7)
TWINS[1] = TWINS[0]
TWINS[3] = 3 * TWINS[2]
TWINS[5] = 2 * TWINS[4]
TWINS[6] = 0
BATCHES["twins"] = (TWINS, TWIN_LABELS)

# Cosine and distance of the mated pair, and what the stranger lacks of that cosine, are just beyond default margins.
ANGLES = torch.tensor([0, 0.2011, math.acos(math.cos(0.2011) - 0.1005)])
THRESHOLDS = torch.stack([ANGLES.cos(), ANGLES.sin()], dim=1)
BATCHES["thresholds"] = (torch.nn.functional.pad(THRESHOLDS, (0, COLUMNS - 2)), torch.tensor([0, 0, 1]))

TUPLES = {
    "triplets": ([0, 0, 5, 5, 5, 8, 9], [1, 3, 4, 6, 4, 7, 8], [4, 9, 0, 10, 11, 1, 6]),
    "pairs": ([0, 1, 1, 4, 4, 8, 8], [1, 2, 2, 5, 6, 9, 7], [0, 0, 1, 4, 10, 11, 8, 2], [5, 11, 6, 0, 11, 3, 4, 7]),
    "one pair": ([0], [1], [0], [4]),
    "one triplet": ([0], [1], [4]),
    "one positive": ([0], [1], [0, 0, 1], [4, 8, 5]),
    "one negative": ([0, 0, 4], [1, 2, 5], [0], [4]),
    "anchors apart": ([0, 4], [1, 5], [8, 9], [0, 1]),
    "twins": ([0, 0], [1, 1], [3, 4]),
    "positives": ([0, 4], [1, 5], [], []),
    "negatives": ([], [], [0, 4, 11], [4, 8, 2]),
    "memory triplets": ([0, 0, 5, 5, 8, 11], [1, 12, 3, 13, 14, 11], [3, 9, 0, 14, 12, 6]),
    "memory pairs": ([0, 1, 4, 8], [12, 12, 13, 14], [0, 0, 4, 5, 8, 10], [3, 14, 0, 1, 7, 1]),
}


def camel(name):
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name[0].lower() + name[1:])


def plain(tensor):
    return tensor.detach().reshape(-1).tolist()


def tuples(name):
    return None if name is None else tuple(torch.tensor(part, dtype=torch.long) for part in TUPLES[name])


LOSSES = {
    "contrastive": losses.ContrastiveLoss,
    "triplet": losses.TripletMarginLoss,
    "nPairs": losses.NPairsLoss,
    "margin": losses.MarginLoss,
    "liftedStructure": losses.LiftedStructureLoss,
    "generalizedLifted": losses.GeneralizedLiftedStructureLoss,
    "proxyNca": losses.ProxyNCALoss,
    "rankedList": losses.RankedListLoss,
    "multiSimilarity": losses.MultiSimilarityLoss,
    "arcface": losses.ArcFaceLoss,
    "cosface": losses.CosFaceLoss,
    "supCon": losses.SupConLoss,
}
OF_PROXIES = {"proxyNca", "arcface", "cosface"}

#: Parameters as pytorch-metric-learning calls them; the first of each are its defaults.
OPTIONS = {
    "contrastive": [{}, {"pos_margin": 0.3, "neg_margin": 0.7}],
    "triplet": [{}, {"margin": 0.4, "swap": True}, {"margin": 0.3, "smooth_loss": True}],
    "nPairs": [{}],
    "margin": [
        {},
        {"margin": 0.3, "beta": 0.9},
        {"learn_beta": True},
        {"nu": 0.1, "learn_beta": True},
        {"nu": 0.2, "beta": 1.1, "learn_beta": True, "num_classes": CLASSES},
    ],
    "liftedStructure": [{}, {"neg_margin": 0.6, "pos_margin": 0.4}],
    "generalizedLifted": [{}, {"neg_margin": 0.2, "pos_margin": 2.1}],
    "proxyNca": [{}, {"softmax_scale": 3}],
    "rankedList": [{"margin": 0.4, "Tn": 1}, {"margin": 0.3, "Tn": 2, "imbalance": 0.3, "alpha": 1.4, "Tp": 1.5}],
    "multiSimilarity": [{}, {"alpha": 3, "beta": 20, "base": 0.3}],
    "arcface": [{}, {"margin": 80, "scale": 8}],
    "cosface": [{}, {"margin": 0.2, "scale": 8}],
    "supCon": [{}, {"temperature": 0.4}],
}
#: Losses over their own pairs only.
NO_TUPLES = {"rankedList"}
NO_REFERENCE = {"nPairs", "rankedList"} | OF_PROXIES


def loss_cases():
    for name, several in OPTIONS.items():
        for options in several:
            yield name, options, "mixed", None, None
            if name not in NO_TUPLES:
                yield name, options, "mixed", "triplets", None
                yield name, options, "mixed", "pairs", None
            if name not in NO_REFERENCE and not options.get("swap"):
                # With all pairs, lifted structure there compares rows of the batch with rows of the memory.
                if name != "liftedStructure":
                    yield name, options, "mixed", None, "memory"
                    yield name, options, "mixed", "memory triplets", "memory"
                yield name, options, "mixed", "memory pairs", "memory"
        for batch in ("tight", "no mates", "one class", "one row", "two rows", "twins"):
            yield name, several[0], batch, None, None
        if name == "triplet":
            yield name, {"swap": True}, "twins", None, None
            yield name, {"swap": True, "margin": 2.5}, "twins", "twins", None
        if name == "margin":
            for some in (None, "one triplet"):
                yield name, {"nu": 0.3, "learn_beta": True}, "mixed" if some else "no mates", some, None
            yield name, {"nu": 0.3, "learn_beta": True, "num_classes": 2}, "two classes", None, None
        if name == "generalizedLifted":
            yield name, several[1], "twins", None, None
        if name not in NO_TUPLES:
            for some in ("one pair", "one triplet", "one positive", "one negative", "anchors apart", "positives", "negatives"):
                yield name, several[0], "mixed", some, None


def loss_case(name, options, batch, some, reference):
    if name in OF_PROXIES:
        loss = LOSSES[name](CLASSES, COLUMNS, **options)
        parameter = loss.proxies if name == "proxyNca" else loss.W
        parameter.data = PROXIES.clone() if name == "proxyNca" else PROXIES.t().clone()
    else:
        loss = LOSSES[name](**options)
        parameter = loss.beta if options.get("learn_beta") else None
    embeddings = BATCHES[batch][0].clone().requires_grad_()
    rest = {} if reference is None else dict(zip(("ref_emb", "ref_labels"), BATCHES[reference]))
    value = loss(embeddings, BATCHES[batch][1], tuples(some), **rest)
    value.backward()
    gradient = torch.zeros_like(embeddings) if embeddings.grad is None else embeddings.grad
    case = {"loss": name, "options": {camel(key): value for key, value in options.items()}, "batch": batch}
    case |= {} if some is None else {"tuples": some}
    case |= {} if reference is None else {"reference": reference}
    case |= {"value": value.item(), "gradient": plain(gradient)}
    if parameter is not None:
        slopes = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
        case["parameterGradients"] = {
            "proxies" if name in OF_PROXIES else "beta": plain(slopes.t() if name in ("arcface", "cosface") else slopes)
        }
    return case


MINERS = {
    "batchHard": (miners.BatchHardMiner, [{}]),
    "batchEasyHard": (
        miners.BatchEasyHardMiner,
        [
            {"pos_strategy": positive, "neg_strategy": negative}
            for positive, negative in [
                ("easy", "semihard"), ("hard", "hard"), ("hard", "easy"), ("hard", "semihard"), ("easy", "hard"),
                ("easy", "easy"), ("semihard", "hard"), ("semihard", "easy"), ("all", "hard"), ("all", "easy"),
                ("hard", "all"), ("easy", "all"), ("all", "all"),
            ]
        ]
        + [{}, {"allowed_pos_range": [0.2, 0.9], "allowed_neg_range": [0.5, 1.2]}],
    ),
    "multiSimilarity": (miners.MultiSimilarityMiner, [{}, {"epsilon": 0.4}]),
    "pairMargin": (miners.PairMarginMiner, [{}, {"pos_margin": 0.5, "neg_margin": 1.1}]),
    "tripletMargin": (
        miners.TripletMarginMiner,
        [{}] + [{"margin": 0.3, "type_of_triplets": kind} for kind in ("all", "hard", "semihard", "easy")],
    ),
}


MINED = [("mixed", None), ("mixed", "memory"), ("no mates", None), ("one class", None), ("thresholds", None)]


def miner_cases():
    for name, (make, several) in MINERS.items():
        for options in several:
            for batch, reference in MINED:
                rest = () if reference is None else BATCHES[reference]
                mined = make(**options)(*BATCHES[batch], *rest)
                case = {"miner": name, "options": {camel(key): value for key, value in options.items()}, "batch": batch}
                case |= {} if reference is None else {"reference": reference}
                yield case | {"tuples": [part.tolist() for part in mined]}


def weight_cases():
    """The probabilities of DistanceWeightedMiner, seen where it hands them on."""
    module = miners.distance_weighted_miner
    for options in ({}, {"cutoff": 0.8, "nonzero_loss_cutoff": 1.2}):
        for batch, reference in (("mixed", None), ("mixed", "memory")):
            seen = []
            original = module.lmu.get_random_triplet_indices
            module.lmu.get_random_triplet_indices = lambda *_, weights, **__: seen.append(weights) or ([], [], [])
            miners.DistanceWeightedMiner(**options)(*BATCHES[batch], *(() if reference is None else BATCHES[reference]))
            module.lmu.get_random_triplet_indices = original
            case = {"options": {camel(key): value for key, value in options.items()}, "batch": batch}
            case |= {} if reference is None else {"reference": reference}
            yield case | {"weights": plain(torch.nan_to_num(seen[0], nan=0))}


def write(name, content):
    parts = [f'  "{key}": {json.dumps(value)}' for key, value in content.items() if key != "cases"]
    parts.append('  "cases": [\n' + ",\n".join(f"    {json.dumps(case)}" for case in content["cases"]) + "\n  ]")
    pathlib.Path(__file__).with_name(name).write_text("{\n" + ",\n".join(parts) + "\n}\n")


batches = {
    name: {"columns": COLUMNS, "embeddings": plain(rows), "labels": labels.tolist()}
    for name, (rows, labels) in BATCHES.items()
}
made = "pytorch-metric-learning 2.8.1 in float64, by make.py"
common = {"made": made, "batches": batches, "tuples": TUPLES, "classes": CLASSES, "proxies": plain(PROXIES)}
write("losses.json", common | {"cases": [loss_case(*case) for case in loss_cases()]})
write("miners.json", {"made": made, "batches": batches, "weights": list(weight_cases()), "cases": list(miner_cases())})
