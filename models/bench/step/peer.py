"""The same steps by PyTorch on the CPU: network, multi-similarity and Adam from the same weights on the same batch.

peer.py WORKLOAD THREADS STEPS WEIGHTS BATCH LABELS, files of float32 and int32. Prints times (ms) and losses as JSON.
"""

import json
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

workload, threads, steps, weights, batch, labels = sys.argv[1:]
torch.set_num_threads(int(threads))


class ConvNet(nn.Module):
    shape = (1, 28, 28)

    def __init__(self):
        super().__init__()
        sizes = [1, 32, 64, 128]
        pairs = list(zip(sizes, sizes[1:]))
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.MaxPool2d(2), nn.ReLU(inplace=True)
            )
            for i, o in pairs
        )
        self.last = nn.Linear(128 * 9, 64)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return F.normalize(self.last(x.flatten(1)))


class Head(nn.Module):
    shape = (512,)

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(512, 128)

    def forward(self, x):
        return F.normalize(self.last(x))


def multi_similarity(embeddings, positive, negative, alpha=2.0, beta=50.0, base=0.5):
    """Wang 2019, eq. 15, with every pair; the constant 1 of each logarithm is a column of zeros."""
    similarity = embeddings @ embeddings.T
    nothing = similarity.new_zeros(len(similarity), 1)

    def term(mask, scale):
        exponents = (scale * (similarity - base)).masked_fill(~mask, float("-inf"))
        return torch.logsumexp(torch.cat([exponents, nothing], 1), 1) / abs(scale)

    return (term(positive, -alpha) + term(negative, beta)).mean()


net = {"conv-net": ConvNet, "head": Head}[workload]()
values = torch.from_numpy(numpy.fromfile(weights, dtype=numpy.float32))
for parameter in net.parameters():
    parameter.data.copy_(values[: parameter.numel()].view_as(parameter))
    values = values[parameter.numel() :]
assert len(values) == 0
x = torch.from_numpy(numpy.fromfile(batch, dtype=numpy.float32)).view(-1, *net.shape)
y = torch.from_numpy(numpy.fromfile(labels, dtype=numpy.int32))
same = y[:, None] == y
positive, negative = same & ~torch.eye(len(y), dtype=torch.bool), ~same
optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)

times, losses = [], []
for _ in range(int(steps)):
    start = time.perf_counter()
    optimiser.zero_grad(set_to_none=True)
    loss = multi_similarity(net(x), positive, negative)
    loss.backward()
    optimiser.step()
    losses.append(loss.item())
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"versions": f"PyTorch {torch.__version__}", "times": times, "losses": losses}))
