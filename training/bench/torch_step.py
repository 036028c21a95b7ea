"""Times one training step of a recipe in PyTorch: a yardstick beside `mealshift profile`, and no part of the project.

The nets are built from the recipe's own file with the same layers, channels, batch and losses; pictures are random
numbers, so that reading and augmenting them takes no time here, and there is no moving average of the weights. Layers
whose kinds exist in PyTorch are PyTorch's own. Knows stargan with the loss wgan-gp, cyclegan and pix2pix.

    python3 training/bench/torch_step.py training/recipes/small/cyclegan.json --threads 1 --steps 10
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


def conv(before, after, kernel, stride=1, padding=None, bias=False):
    return nn.Conv2d(before, after, kernel, stride, kernel // 2 if padding is None else padding, bias=bias)


def normed(before, after, kernel, stride=1):
    return nn.Sequential(conv(before, after, kernel, stride), nn.InstanceNorm2d(after, affine=True), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inner = nn.Sequential(
            normed(width, width, 3), conv(width, width, 3), nn.InstanceNorm2d(width, affine=True)
        )

    def forward(self, x):
        return x + self.inner(x)


def johnson(architecture, inputs=3):
    """The translating net of Johnson et al. 2016, as src/net/families/johnson.ts has it."""
    c = architecture["channels"]
    return nn.Sequential(
        normed(inputs, c, 7),
        normed(c, 2 * c, 3, 2),
        normed(2 * c, 4 * c, 3, 2),
        *(Residual(4 * c) for _ in range(architecture["residualBlocks"])),
        nn.Upsample(scale_factor=2),
        normed(4 * c, 2 * c, 3),
        nn.Upsample(scale_factor=2),
        normed(2 * c, c, 3),
        conv(c, 3, 7, bias=True),
        nn.Tanh(),
    )


def patch_gan(architecture, inputs):
    """src/net/families/patch-gan.ts."""
    channels, layers = architecture["channels"], architecture.get("layers", 3)
    parts, before = [], inputs
    for layer in range(layers + 1):
        width = channels * min(2**layer, 8)
        parts.append(conv(before, width, 4, 2 if layer < layers else 1, 1, bias=layer == 0))
        if layer > 0:
            parts.append(nn.InstanceNorm2d(width, affine=True))
        parts.append(nn.LeakyReLU(0.2))
        before = width
    return nn.Sequential(*parts, conv(before, 1, 4, 1, 1, bias=True))


class UNet(nn.Module):
    """src/net/families/pix2pix.ts."""

    def __init__(self, architecture, size):
        super().__init__()
        depth = next(level for level in range(1, 9) if level == 8 or size % 2 ** (level + 1) != 0)
        widths = [architecture["channels"] * min(2**level, 8) for level in range(depth)]
        self.encoder, self.decoder, before = nn.ModuleList(), nn.ModuleList(), 3
        for level, width in enumerate(widths):
            has_norm = 0 < level < depth - 1
            parts = [conv(before, width, 4, 2, 1, bias=not has_norm)]
            parts += [nn.InstanceNorm2d(width, affine=True)] if has_norm else []
            self.encoder.append(nn.Sequential(*parts, nn.LeakyReLU(0.2)))
            before = width
        for level in reversed(range(depth - 1)):
            width = widths[level]
            parts = [nn.Upsample(scale_factor=2), conv(before, width, 3), nn.InstanceNorm2d(width, affine=True)]
            parts += [nn.Dropout(architecture["dropout"])] if depth - 2 - level < min(3, depth - 2) else []
            self.decoder.append(nn.Sequential(*parts, nn.ReLU()))
            before = 2 * width
        self.output = nn.Sequential(nn.Upsample(scale_factor=2), conv(before, 3, 3, bias=True), nn.Tanh())

    def forward(self, x):
        skips = []
        for part in self.encoder:
            x = part(x)
            skips.append(x)
        for part, skip in zip(self.decoder, reversed(skips[:-1])):
            x = torch.cat([part(x), skip], 1)
        return self.output(x)


class Auxiliary(nn.Module):
    """src/net/families/auxiliary-discriminator.ts: patches, and a class head over the whole picture."""

    def __init__(self, channels, layers, domains, size):
        super().__init__()
        parts, before = [], 3
        for layer in range(layers):
            width = channels * 2**layer
            parts += [conv(before, width, 4, 2, 1, bias=True), nn.LeakyReLU(0.01)]
            before = width
        self.trunk = nn.Sequential(*parts)
        self.patch = conv(before, 1, 3)
        self.domain = conv(before, domains, size // 2**layers, padding=0)

    def forward(self, x):
        x = self.trunk(x)
        return self.patch(x), self.domain(x).flatten(1)


def adam(parameters, recipe):
    return torch.optim.Adam(parameters, 1e-4, (recipe.get("beta1", 0.5), recipe.get("beta2", 0.999)))


def minimize(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def cyclegan(recipe, picture):
    there, back = johnson(recipe["architecture"]), johnson(recipe["architecture"])
    first_judge, second_judge = (patch_gan(recipe["discriminator"], 3) for _ in range(2))
    generators = adam([*there.parameters(), *back.parameters()], recipe)
    judges = adam([*first_judge.parameters(), *second_judge.parameters()], recipe)

    def least_squares(logits, target):
        return ((logits - target) ** 2).mean()

    def step(_):
        first, second = picture(), picture()
        fake_second, fake_first = there(first), back(second)
        for judge in (first_judge, second_judge):
            judge.requires_grad_(False)
        adversarial = least_squares(second_judge(fake_second), 1) + least_squares(first_judge(fake_first), 1)
        cycle = F.l1_loss(back(fake_second), first) + F.l1_loss(there(fake_first), second)
        identity = F.l1_loss(there(second), second) + F.l1_loss(back(first), first)
        minimize(generators, adversarial + 10 * cycle + 5 * identity)
        for judge in (first_judge, second_judge):
            judge.requires_grad_(True)
        pairs = ((first_judge, first, fake_first.detach()), (second_judge, second, fake_second.detach()))
        losses = [least_squares(judge(real), 1) + least_squares(judge(fake), 0) for judge, real, fake in pairs]
        minimize(judges, 0.5 * sum(losses))

    return step


def pix2pix(recipe, picture):
    generator = UNet(recipe["architecture"], recipe["size"])
    judge = patch_gan(recipe["discriminator"], 6)
    generators, judges = adam(generator.parameters(), recipe), adam(judge.parameters(), recipe)

    def entropy(logits, real):
        return F.softplus(-logits if real else logits).mean()

    def step(_):
        given, target = picture(), picture()
        fake = generator(given)
        judge.requires_grad_(False)
        minimize(generators, entropy(judge(torch.cat([given, fake], 1)), True) + 100 * F.l1_loss(fake, target))
        judge.requires_grad_(True)
        of_real = entropy(judge(torch.cat([given, target], 1)), True)
        of_fake = entropy(judge(torch.cat([given, fake.detach()], 1)), False)
        minimize(judges, (of_real + of_fake) / 2)

    return step


def stargan(recipe, picture):
    if recipe.get("loss") != "wgan-gp" or recipe["architecture"]["conditioning"] != "concat":
        raise SystemExit('stargan is known with "loss": "wgan-gp" and "conditioning": "concat" alone')
    domains, size, weights = recipe["architecture"]["domains"], recipe["size"], recipe.get("weights", {})
    batch, every = recipe["loop"]["batch"], recipe.get("discriminatorSteps", 5)
    generator = johnson(recipe["architecture"], 3 + domains)
    discriminator = recipe["discriminator"]
    judge = Auxiliary(discriminator["channels"], max(discriminator["heads"]), domains, size)
    generators, judges = adam(generator.parameters(), recipe), adam(judge.parameters(), recipe)

    def translate(image, labels):
        planes = F.one_hot(labels, domains).float()[:, :, None, None].expand(-1, -1, size, size)
        return generator(torch.cat([image, planes], 1))

    def step(number):
        image, real = picture(), picture()
        source, target = (torch.randint(domains, (batch,)) for _ in range(2))
        if number % every == every - 1:
            judge.requires_grad_(False)
            fake = translate(image, target)
            patch, domain = judge(fake)
            cycle = F.l1_loss(translate(fake, source), image)
            minimize(generators, -patch.mean() + F.cross_entropy(domain, target) + weights.get("cycleFull", 10) * cycle)
            judge.requires_grad_(True)
        else:
            with torch.no_grad():
                fake = translate(image, target)
        fake = fake.detach()
        (patch, domain), (of_fake, _) = judge(real), judge(fake)
        share = torch.rand(batch, 1, 1, 1)
        between = (fake + (real - fake) * share).requires_grad_(True)
        value = judge(between)[0].mean((1, 2, 3)).sum()
        (slope,) = torch.autograd.grad(value, between, create_graph=True)
        penalty = (((slope**2).sum((1, 2, 3)) + 1e-12).sqrt() - 1).square().mean()
        minimize(judges, of_fake.mean() - patch.mean() + F.cross_entropy(domain, target) + 10 * penalty)

    return step


def main():
    parser = argparse.ArgumentParser(description="Times a recipe's training step in PyTorch, on random pictures.")
    parser.add_argument("recipe")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=10, help="a multiple of the discriminator's steps is fair")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    with open(options.recipe) as file:
        recipe = json.load(file)
    makers = {"cyclegan": cyclegan, "pix2pix": pix2pix, "stargan": stargan}
    if recipe["recipe"] not in makers:
        raise SystemExit(f"{recipe['recipe']} is not among {', '.join(makers)}")
    batch, size = recipe["loop"]["batch"], recipe["size"]
    step = makers[recipe["recipe"]](recipe, lambda: torch.rand(batch, 3, size, size) * 2 - 1)
    warm_up = 5
    for number in range(warm_up):
        step(number)
    times, used = [], time.process_time()
    for number in range(options.steps):
        started = time.perf_counter()
        step(number)
        times.append(time.perf_counter() - started)
    processor = (time.process_time() - used) / options.steps
    print(
        json.dumps(
            {
                "recipe": recipe["recipe"],
                "backend": f"PyTorch {torch.__version__}, {options.threads} threads",
                "batch": batch,
                "imagesPerSecond": batch / statistics.fmean(times),
                "medianMilliseconds": 1000 * statistics.median(times),
                "processorMilliseconds": 1000 * processor,
            }
        )
    )


if __name__ == "__main__":
    main()
