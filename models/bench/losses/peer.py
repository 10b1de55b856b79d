"""Milliseconds of pytorch-metric-learning for each loss with its gradient, as JSON: the median of many rounds.

Rows, dimension and rows of a class are the arguments. Needs torch and pytorch-metric-learning.
"""

import json
import sys
import time

import torch
from pytorch_metric_learning import losses

rows, dimension, per_class = map(int, sys.argv[1:])
classes = rows // per_class
torch.manual_seed(1)
labels = torch.arange(rows) // per_class
LOSSES = {
    "contrastive": losses.ContrastiveLoss(),
    "triplet": losses.TripletMarginLoss(),
    "nPairs": losses.NPairsLoss(),
    "margin": losses.MarginLoss(),
    "liftedStructure": losses.LiftedStructureLoss(),
    "generalizedLifted": losses.GeneralizedLiftedStructureLoss(),
    "proxyNca": losses.ProxyNCALoss(classes, dimension),
    "rankedList": losses.RankedListLoss(0.4, 1),
    "multiSimilarity": losses.MultiSimilarityLoss(),
    "arcface": losses.ArcFaceLoss(classes, dimension),
    "cosface": losses.CosFaceLoss(classes, dimension),
    "supCon": losses.SupConLoss(),
}


def milliseconds(loss, embeddings):
    start = time.perf_counter()
    loss(embeddings, labels).backward()
    return 1000 * (time.perf_counter() - start)


medians = {}
for name, loss in LOSSES.items():
    embeddings = torch.randn(rows, dimension, requires_grad=True)
    times = [milliseconds(loss, embeddings) for _ in range(110)][10:]
    medians[name] = sorted(times)[50]
print(json.dumps({"torch": torch.__version__, "medians": medians}))
