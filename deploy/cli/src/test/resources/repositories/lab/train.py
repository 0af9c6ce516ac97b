"""Fits a line by gradient descent, in nothing but the standard library."""

import os
import sys

from prepare import POINTS, evaluate

LEARNING_RATE = 0.1  # of both coefficients
STEPS = 12           # over all points
MOMENTUM = 0.6

if os.path.exists("leftover.txt"):
    sys.exit("an earlier run left something behind")
with open("leftover.txt", "w") as leftover:
    leftover.write("of this run\n")
os.makedirs("cache", exist_ok=True)
with open("cache/runs.txt", "a") as runs:
    runs.write("one more\n")

slope = offset = 0.0
slope_speed = offset_speed = 0.0
for step in range(STEPS):
    errors = [(slope * x + offset - y, x) for x, y in POINTS]
    slope_speed = MOMENTUM * slope_speed - LEARNING_RATE * sum(e * x for e, x in errors) / len(errors)
    offset_speed = MOMENTUM * offset_speed - LEARNING_RATE * sum(e for e, _ in errors) / len(errors)
    slope += slope_speed
    offset += offset_speed
    print(f"step {step:05d} | loss: {-evaluate(slope, offset):.6f}")

print("---")
print(f"score:            {evaluate(slope, offset):.6f}")
print(f"training_seconds: {0.1:.1f}")
print(f"num_steps:        {STEPS}")
