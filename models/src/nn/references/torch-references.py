"""Values and gradients that the operators, networks and optimisers are held to, by PyTorch in float64.

Run: python3 torch-references.py, with PyTorch and safetensors (1.13 and 0.8.0 made the files that are here). Writes
operators.json, networks.json, optimisers.json, res-net-50.json and res-net-50.safetensors beside itself. Inputs are rounded to float32, so that both sides start from the same numbers.
"""

import json
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
HERE = pathlib.Path(__file__).parent


def rounded(tensor):
    return tensor.float().double()


def listed(tensor, digits=10):
    values = tensor.detach().flatten().tolist()
    return {"shape": list(tensor.shape), "values": [float(f"{value:.{digits}g}") for value in values]}


def normal(*shape):
    return rounded(torch.randn(*shape))


def leaf(tensor):
    return tensor.clone().requires_grad_(True)


def operator_case(inputs, parameters, function, statistics=None):
    """`function(inputs, parameters)` in autograd, with a gradient of its output drawn by chance."""
    xs = [leaf(x) for x in inputs]
    ps = {name: leaf(p) for name, p in parameters.items()}
    after = {}
    output = function(xs, ps, after)
    gradient = normal(*output.shape)
    output.backward(gradient)
    return {
        "input": listed(inputs[0]),
        "parameters": {name: listed(p) for name, p in parameters.items()},
        "statistics": {name: listed(s) for name, s in (statistics or {}).items()},
        "gradient": listed(gradient),
        "output": listed(output),
        "inputGradient": listed(xs[0].grad),
        "parameterGradients": {name: listed(p.grad) for name, p in ps.items()},
        "nextStatistics": {name: listed(s) for name, s in after.items()},
    }


def conv_case(x, out, kernel, stride=1, pad=0, groups=1, bias=False):
    parameters = {"filters": normal(out, x.shape[1] // groups, kernel, kernel)}
    if bias:
        parameters["bias"] = normal(out)
    return operator_case(
        [x],
        parameters,
        lambda xs, ps, _: F.conv2d(xs[0], ps["filters"], ps.get("bias"), stride, pad, 1, groups),
    )


def norm_case(x, momentum=0.1, epsilon=1e-5):
    channels = x.shape[1]
    statistics = {"mean": normal(channels), "variance": rounded(torch.rand(channels) + 0.5)}

    def apply(xs, ps, after):
        after.update({name: s.clone() for name, s in statistics.items()})
        return F.batch_norm(xs[0], after["mean"], after["variance"], ps["scale"], ps["shift"], True, momentum, epsilon)

    return operator_case([x], {"scale": normal(channels), "shift": normal(channels)}, apply, statistics)


def frozen_norm_case(x, epsilon=1e-5):
    channels = x.shape[1]
    statistics = {"mean": rounded(normal(channels) + 3), "variance": rounded(torch.rand(channels) + 0.5)}

    def apply(xs, ps, after):
        after.update(statistics)
        mean, variance = statistics["mean"], statistics["variance"]
        return F.batch_norm(xs[0], mean, variance, ps["scale"], ps["shift"], False, 0.1, epsilon)

    return operator_case([x], {"scale": normal(channels), "shift": normal(channels)}, apply, statistics)


def plain(x, function):
    return operator_case([x], {}, lambda xs, _ps, _after: function(xs[0]))


def operators():
    ties = torch.randint(0, 3, (2, 2, 6, 7)).double()
    return {
        "conv 3x3": conv_case(normal(3, 2, 5, 4), 3, 3, pad=1),
        "conv 3x3 with a bias": conv_case(normal(2, 2, 4, 4), 3, 3, pad=1, bias=True),
        "conv 3x3 without pads": conv_case(normal(2, 2, 5, 5), 2, 3),
        "conv 1x1": conv_case(normal(2, 3, 3, 4), 4, 1),
        "conv at stride 2": conv_case(normal(2, 2, 7, 7), 3, 3, stride=2, pad=1),
        "conv at stride 2 with a row left over": conv_case(normal(2, 2, 6, 8), 3, 3, stride=2, pad=1),
        "conv in groups": conv_case(normal(2, 4, 4, 5), 6, 3, pad=1, groups=2),
        "depthwise conv": conv_case(normal(3, 3, 5, 5), 3, 3, pad=1, groups=3),
        "depthwise conv of 12 channels": conv_case(normal(2, 12, 4, 3), 12, 3, pad=1, groups=12),
        "depthwise conv at stride 2": conv_case(normal(2, 3, 6, 6), 3, 3, stride=2, pad=1, groups=3),
        "depthwise conv of the whole picture": conv_case(normal(3, 3, 4, 4), 3, 4, groups=3),
        "batch-norm of pictures": norm_case(rounded(normal(3, 2, 4, 4) * 0.5 + 300)),
        "batch-norm of vectors": norm_case(normal(6, 4), momentum=0.3, epsilon=1e-3),
        "relu": plain(torch.cat([normal(2, 3, 3, 3), torch.zeros(1, 3, 3, 3)]), F.relu),
        "prelu of pictures": operator_case(
            [normal(2, 3, 3, 3)], {"slopes": normal(3)}, lambda xs, ps, _: F.prelu(xs[0], ps["slopes"])
        ),
        "prelu of vectors": operator_case(
            [normal(4, 5)], {"slopes": normal(5)}, lambda xs, ps, _: F.prelu(xs[0], ps["slopes"])
        ),
        "max pool": plain(normal(2, 2, 6, 4), lambda x: F.max_pool2d(x, 2)),
        "max pool with ties and a row left over": plain(ties, lambda x: F.max_pool2d(x, 2)),
        "max pool of windows that overlap": plain(ties, lambda x: F.max_pool2d(x, 3, 2, 1)),
        "average pool": plain(normal(2, 2, 4, 6), lambda x: F.avg_pool2d(x, 2)),
        "average pool of windows that overlap": plain(normal(2, 2, 6, 7), lambda x: F.avg_pool2d(x, 3, 2, 1)),
        "global average": plain(normal(2, 3, 3, 4), lambda x: x.mean((2, 3))),
        "flatten": plain(normal(2, 3, 2, 2), lambda x: x.flatten(1)),
        "linear": operator_case(
            [normal(4, 5)],
            {"weights": normal(3, 5), "bias": normal(3)},
            lambda xs, ps, _: F.linear(xs[0], ps["weights"], ps["bias"]),
        ),
        "linear without a bias": operator_case(
            [normal(4, 5)], {"weights": normal(3, 5)}, lambda xs, ps, _: F.linear(xs[0], ps["weights"])
        ),
        "normalise": plain(normal(4, 5), F.normalize),
        "residual": operator_case(
            [normal(3, 4)],
            {"weights": normal(4, 4)},
            lambda xs, ps, _: xs[0] + F.relu(F.linear(xs[0], ps["weights"])),
        ),
        "frozen norm of pictures": frozen_norm_case(rounded(normal(3, 2, 4, 4) + 3)),
        "frozen norm of vectors": frozen_norm_case(normal(6, 4), epsilon=1e-3),
        "conv 1x1 at stride 2": conv_case(normal(2, 3, 6, 7), 4, 1, stride=2),
    }


class Named:
    """Parameters by the names that the networks of this project give them."""

    def __init__(self):
        self.parameters, self.statistics, self.counts, self.training = {}, {}, {}, True

    def infer(self):
        """The same parameters and the statistics as they stand are used from now on."""
        self.counts, self.training = {}, False

    def name(self, kind):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}{self.counts[kind]}"

    def parameter(self, name, *shape, mean=0.0, deviation=0.5):
        return self.parameters.setdefault(name, leaf(rounded(normal(*shape) * deviation + mean)))

    def conv(self, x, out, kernel, stride=1, pad=None, groups=1):
        filters = self.parameter(f"{self.name('conv')}/filters", out, x.shape[1] // groups, kernel, kernel)
        return F.conv2d(x, filters, None, stride, (kernel - 1) // 2 if pad is None else pad, 1, groups)

    def norm(self, x):
        name = self.name("norm")
        scale = self.parameter(f"{name}/scale", x.shape[1], mean=1, deviation=0.2)
        shift = self.parameter(f"{name}/shift", x.shape[1])
        mean = self.statistics.setdefault(f"{name}/mean", torch.zeros(x.shape[1]))
        variance = self.statistics.setdefault(f"{name}/variance", torch.ones(x.shape[1]))
        return F.batch_norm(x, mean, variance, scale, shift, self.training, 0.1, 1e-5)

    def prelu(self, x):
        return F.prelu(x, self.parameter(f"{self.name('prelu')}/slopes", x.shape[1], mean=0.25, deviation=0.1))

    def linear(self, x, out):
        name = self.name("linear")
        return F.linear(x, self.parameter(f"{name}/weights", out, x.shape[1]), self.parameter(f"{name}/bias", out))


def conv_net(named, x):
    for channels in (3, 4):
        x = F.relu(F.max_pool2d(named.norm(named.conv(x, channels, 3)), 2))
    return F.normalize(named.linear(x.flatten(1), 5))


def mobile_face_net(named, x):
    def bent(x):
        return named.prelu(named.norm(x))

    def bottleneck(x, channels, stride):
        inputs = x.shape[1]
        y = bent(named.conv(x, inputs * 2, 1))
        y = bent(named.conv(y, inputs * 2, 3, stride, groups=inputs * 2))
        y = named.norm(named.conv(y, channels, 1))
        return x + y if stride == 1 and inputs == channels else y

    x = bent(named.conv(x, 4, 3, 2))
    x = bent(named.conv(x, 4, 3, groups=4))
    x = bottleneck(x, 4, 2)
    x = bottleneck(x, 4, 1)
    x = bent(named.conv(x, 32, 1))
    x = named.norm(named.conv(x, 32, x.shape[2], pad=0, groups=32))
    x = named.norm(named.conv(x, 6, 1))
    return F.normalize(x.flatten(1))


def network_case(function, x):
    named = Named()
    output = function(named, x)
    gradient = normal(*output.shape)
    output.backward(gradient)
    named.infer()
    return {
        "input": listed(x),
        "inferred": listed(function(named, x)),
        "parameters": {name: listed(p) for name, p in named.parameters.items()},
        "gradient": listed(gradient),
        "output": listed(output),
        "parameterGradients": {name: listed(p.grad) for name, p in named.parameters.items()},
        "nextStatistics": {name: listed(s) for name, s in named.statistics.items()},
    }


def networks():
    return {
        "conv-net": network_case(conv_net, normal(6, 1, 9, 9)),
        "mobile-face-net": network_case(mobile_face_net, normal(4, 3, 16, 16)),
    }


def optimiser_case(make, clip=None, decay=0.0, decay_bias=False):
    """Five steps of a linear layer whose outputs are normalised, towards targets; the bias decays only where told."""
    torch.manual_seed(7)
    x, target = normal(6, 4), normal(6, 3)
    weights, bias = leaf(normal(3, 4)), leaf(normal(3))
    start = {"linear1/weights": listed(weights), "linear1/bias": listed(bias)}
    groups = [{"params": [weights], "weight_decay": decay}, {"params": [bias], "weight_decay": decay if decay_bias else 0}]
    optimiser = make(groups)
    norms = []
    for step in range(5):
        for group in optimiser.param_groups:
            group["lr"] = 0.1 / (step + 1)
        optimiser.zero_grad()
        F.normalize(F.linear(x, weights, bias)).backward(target)
        norms.append(nn.utils.clip_grad_norm_([weights, bias], clip if clip is not None else 1e30).item())
        optimiser.step()
    return {
        "input": listed(x),
        "gradient": listed(target),
        "start": start,
        "norms": norms,
        "end": {"linear1/weights": listed(weights), "linear1/bias": listed(bias)},
    }


def optimisers():
    sgd, adam, adamw = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
    return {
        "sgd": optimiser_case(lambda groups: sgd(groups, lr=1)),
        "sgd with momentum and decay": optimiser_case(lambda groups: sgd(groups, lr=1, momentum=0.9), decay=0.05),
        "sgd with nesterov": optimiser_case(
            lambda groups: sgd(groups, lr=1, momentum=0.8, nesterov=True), decay=0.05, decay_bias=True
        ),
        "adam": optimiser_case(lambda groups: adam(groups, lr=1)),
        "adam with decay": optimiser_case(lambda groups: adam(groups, lr=1, betas=(0.8, 0.99), eps=1e-4), decay=0.1),
        "adamw": optimiser_case(lambda groups: adamw(groups, lr=1), decay=0.3),
        "adamw, clipped": optimiser_case(lambda groups: adamw(groups, lr=1, eps=1e-3), clip=0.5, decay=0.3, decay_bias=True),
    }


class Bottleneck(nn.Module):
    """As torchvision's: its names, and the stride in the 3 x 3 convolution."""

    def __init__(self, inputs, channels, stride, is_first):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, channels, 1, bias=False), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = nn.Conv2d(channels, channels, 3, stride, 1, bias=False), nn.BatchNorm2d(channels)
        self.conv3, self.bn3 = nn.Conv2d(channels, 4 * channels, 1, bias=False), nn.BatchNorm2d(4 * channels)
        self.downsample = None
        if is_first:
            shortcut = nn.Conv2d(inputs, 4 * channels, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(4 * channels))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """torchvision's ResNet, smaller, with an embedding for fc, which is normalised."""

    def __init__(self, stem, blocks, dimension):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, stem, 7, 2, 3, bias=False), nn.BatchNorm2d(stem)
        inputs = stem
        for stage, count in enumerate(blocks):
            channels, modules = stem * 2**stage, []
            for i in range(count):
                modules.append(Bottleneck(inputs, channels, 2 if stage > 0 and i == 0 else 1, i == 0))
                inputs = 4 * channels
            setattr(self, f"layer{stage + 1}", nn.Sequential(*modules))
        self.stages = len(blocks)
        self.fc = nn.Linear(inputs, dimension)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for stage in range(self.stages):
            x = getattr(self, f"layer{stage + 1}")(x)
        return F.normalize(self.fc(x.mean((2, 3))))


def res_net(file):
    """Batch-norm stays frozen, as in fine-tuning; the weights, as torchvision's are saved, go into a file of their own."""
    model = ResNet(2, (2, 1), 5).eval()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name.endswith("running_var"):
                tensor.copy_(rounded(torch.rand_like(tensor) + 0.5))
            elif tensor.is_floating_point():
                # Scales are about 1, and what convolutions give is about as large as what they are given.
                spread = 0.3 if tensor.dim() == 1 else (2 / tensor[0].numel()) ** 0.5
                is_scale = name.endswith("weight") and tensor.dim() == 1
                tensor.copy_(rounded(normal(*tensor.shape) * spread + (1 if is_scale else 0)))
    x = leaf(normal(2, 3, 14, 18))
    output = model(x)
    gradient = normal(*output.shape)
    output.backward(gradient)
    save_file({name: t.float() if t.is_floating_point() else t for name, t in model.state_dict().items()}, file)
    return {
        "input": listed(x),
        "gradient": listed(gradient),
        "output": listed(output),
        "inputGradient": listed(x.grad, 8),
        "last": {name: listed(p) for name, p in model.fc.named_parameters()},
        "parameterGradients": {name: listed(p.grad, 8) for name, p in model.named_parameters()},
    }


for name, cases in (
    ("operators", operators),
    ("networks", networks),
    ("optimisers", optimisers),
    ("res-net-50", lambda: res_net(HERE / "res-net-50.safetensors")),
):
    torch.manual_seed(1)
    made = f"torch-references.py with PyTorch {torch.__version__}, float64"
    (HERE / f"{name}.json").write_text(json.dumps({"made": made, "cases": cases()}) + "\n")
