"""Reads a JSON list of sets of numbers and writes the percentiles of each, by numpy."""
import json
import sys

import numpy

PERCENTILES = {"p50": 50, "p90": 90, "p95": 95, "p99": 99}

found = [
    {
        name: float(numpy.percentile(values, percent, method="inverted_cdf"))
        for name, percent in PERCENTILES.items()
    }
    for values in json.load(sys.stdin)
]
json.dump({"version": numpy.__version__, "found": found}, sys.stdout)
