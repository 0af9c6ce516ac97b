"""The model and the optimizer of Train.java in Python: what bench/trainer measures against.

PyTorch eager, float32, scaled_dot_product_attention. Reads lines "N" from stdin, does N steps on random
tokens for each and answers with the seconds they took, so that rounds can be interleaved with another
program's. The first line it prints is "ready VERSION".
"""

import math
import sys
import time

import torch
import torch.nn.functional as F

DEPTH, WIDTH, HEAD, VOCABULARY, COLUMNS, ROWS = (int(each) for each in sys.argv[1:7])
THREADS = int(sys.argv[7])
HEADS, GATE, EXPANSION, SOFTCAP, ROPE_BASE = WIDTH // HEAD, 32, 4, 15.0, 10_000
PATTERN, NS_STEPS = "SSSL", 5
POLAR = [
    (8.156554524902461, -22.48329292557795, 15.878769915207462),
    (4.042929935166739, -2.808917465908714, 0.5000178451051316),
    (3.8916678022926607, -2.772484153217685, 0.5060648178503393),
    (3.285753657755655, -2.3681294933425376, 0.46449024233003106),
    (2.3465413258596377, -1.7098828382687081, 0.42323551169305323),
]


def norm(x):
    return F.rms_norm(x, (x.size(-1),))


class Model:
    def __init__(self):
        generator = torch.Generator().manual_seed(42)
        bound = math.sqrt(3 / WIDTH)

        def even(*shape):
            return (torch.rand(shape, generator=generator) * 2 - 1).mul_(bound).requires_grad_()

        self.embedding = torch.randn(VOCABULARY, WIDTH, generator=generator).requires_grad_()
        self.unembedding = torch.randn(VOCABULARY, WIDTH, generator=generator).mul_(0.001).requires_grad_()
        self.blocks = []
        self.value_embeddings = {}
        for layer in range(DEPTH):
            block = {name: even(WIDTH, WIDTH) for name in ("query", "key", "value")}
            block["output"] = torch.zeros(WIDTH, WIDTH, requires_grad=True)
            block["up"] = even(EXPANSION * WIDTH, WIDTH)
            block["down"] = torch.zeros(WIDTH, EXPANSION * WIDTH, requires_grad=True)
            if layer % 2 == (DEPTH - 1) % 2:
                block["gate"] = torch.zeros(HEADS, GATE, requires_grad=True)
                self.value_embeddings[layer] = even(VOCABULARY, WIDTH)
            self.blocks.append(block)
        self.residual = torch.ones(DEPTH, requires_grad=True)
        self.first = torch.full((DEPTH,), 0.1, requires_grad=True)
        angles = torch.outer(
            torch.arange(COLUMNS).float(), ROPE_BASE ** -(torch.arange(0, HEAD, 2).float() / HEAD)
        )
        self.cosines, self.sines = angles.cos()[None, :, None], angles.sin()[None, :, None]
        distance = torch.arange(COLUMNS)[:, None] - torch.arange(COLUMNS)[None]
        self.mask = (distance >= 0) & (distance < COLUMNS // 2)

    def rotate(self, x):
        first, second = x.chunk(2, -1)
        return torch.cat(
            (first * self.cosines + second * self.sines, second * self.cosines - first * self.sines), -1
        )

    def attention(self, layer, block, x, tokens):
        rows, columns, _ = x.shape
        shape = (rows, columns, HEADS, HEAD)
        q, k, v = (F.linear(x, block[name]).view(shape) for name in ("query", "key", "value"))
        if layer in self.value_embeddings:
            gate = 2 * torch.sigmoid(F.linear(x[..., :GATE], block["gate"]))
            v = v + gate[..., None] * F.embedding(tokens, self.value_embeddings[layer]).view(shape)
        q, k = norm(self.rotate(q)), norm(self.rotate(k))
        long = layer == DEPTH - 1 or PATTERN[layer % len(PATTERN)] == "L"
        y = F.scaled_dot_product_attention(
            q.transpose(1, 2),
            k.transpose(1, 2),
            v.transpose(1, 2),
            attn_mask=None if long else self.mask,
            is_causal=long,
        )
        return F.linear(y.transpose(1, 2).reshape(x.shape), block["output"])

    def loss(self, tokens, targets):
        x = x0 = norm(F.embedding(tokens, self.embedding))
        for layer, block in enumerate(self.blocks):
            x = self.residual[layer] * x + self.first[layer] * x0
            x = x + self.attention(layer, block, norm(x), tokens)
            x = x + F.linear(F.relu(F.linear(norm(x), block["up"])).square(), block["down"])
        logits = F.linear(norm(x), self.unembedding)
        logits = SOFTCAP * torch.tanh(logits / SOFTCAP)
        return F.cross_entropy(logits.view(-1, VOCABULARY), targets.view(-1))


class AdamW:
    def __init__(self, weights, rate, beta1, beta2):
        self.weights, self.rate, self.beta1, self.beta2 = weights, rate, beta1, beta2
        self.means = [torch.zeros_like(w) for w in weights]
        self.squares = [torch.zeros_like(w) for w in weights]
        self.steps = 0

    def step(self):
        self.steps += 1
        for w, mean, square in zip(self.weights, self.means, self.squares):
            mean.lerp_(w.grad, 1 - self.beta1)
            square.lerp_(w.grad.square(), 1 - self.beta2)
            scale = (square / (1 - self.beta2**self.steps)).sqrt() + 1e-10
            w.add_(mean / scale, alpha=-self.rate / (1 - self.beta1**self.steps))
            w.grad = None


class Muon:
    """All matrices of one shape, stacked, as in train.py."""

    def __init__(self, weights, rate, decay):
        rows, columns = weights[0].shape
        self.weights, self.decay = weights, decay
        self.rate = rate * max(1, rows / columns) ** 0.5
        self.tall = rows > columns
        self.axis = -1 if rows >= columns else -2
        self.momentum = torch.zeros(len(weights), rows, columns)
        self.second = torch.zeros_like(self.momentum.mean(self.axis, keepdim=True))

    def step(self, momentum):
        stacked = torch.stack([w.grad for w in self.weights])
        weights = torch.stack(self.weights)
        self.momentum.lerp_(stacked, 1 - momentum)
        x = stacked.lerp_(self.momentum, momentum)
        x = x / (x.norm(dim=(-2, -1), keepdim=True) * 1.02 + 1e-6)
        for a, b, c in POLAR[:NS_STEPS]:
            gram = x.mT @ x if self.tall else x @ x.mT
            poly = b * gram + c * (gram @ gram)
            x = a * x + (x @ poly if self.tall else poly @ x)
        mean = x.square().mean(self.axis, keepdim=True)
        size = x.size(self.axis)
        before = (mean.sum((-2, -1), keepdim=True) * size).sqrt()
        self.second.lerp_(mean, 1 - 0.95)
        scale = self.second.clamp_min(1e-10).rsqrt()
        after = (mean * size * scale.square()).sum((-2, -1), keepdim=True).sqrt()
        x = x * (scale * (before / after.clamp_min(1e-10)))
        agrees = (x * weights) >= 0
        weights.sub_(self.rate * x + self.rate * self.decay * weights * agrees)
        for w, new in zip(self.weights, weights.unbind(0)):
            w.copy_(new)
            w.grad = None


def main():
    torch.set_num_threads(THREADS)
    model = Model()
    scale = (WIDTH / 768) ** -0.5
    by_shape = {}
    for block in model.blocks:
        for weight in block.values():
            by_shape.setdefault(weight.shape, []).append(weight)
    optimizers = [
        AdamW([model.embedding], 0.6 * scale, 0.8, 0.95),
        AdamW(list(model.value_embeddings.values()), 0.6 * scale, 0.8, 0.95),
        AdamW([model.unembedding], 0.004 * scale, 0.8, 0.95),
        AdamW([model.residual], 0.005, 0.8, 0.95),
        AdamW([model.first], 0.5, 0.96, 0.95),
    ]
    muons = [Muon(weights, 0.04, 0.2) for weights in by_shape.values()]
    tokens = torch.randint(VOCABULARY, (ROWS, COLUMNS + 1), generator=torch.Generator().manual_seed(1))

    inputs, targets = tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous()

    def step():
        loss = model.loss(inputs, targets)
        loss.backward()
        with torch.no_grad():
            for optimizer in optimizers:
                optimizer.step()
            for muon in muons:
                muon.step(0.95)
        return loss.item()

    step()
    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        for _ in range(int(line)):
            loss = step()
        print(time.perf_counter() - began, loss, flush=True)


if __name__ == "__main__":
    main()
