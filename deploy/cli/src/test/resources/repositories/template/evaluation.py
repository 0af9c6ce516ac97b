def score(values):
    return sum(values) / 8
