"""Times exact searches by python3-faiss: faiss-flat.py VECTORS PROBES DIMENSION K BATCH ROUNDS prints JSON."""

import json
import sys
import time

import faiss
import numpy

vectors_file, probes_file, *numbers = sys.argv[1:]
dimension, k, batch, rounds = map(int, numbers)
faiss.omp_set_num_threads(1)
vectors = numpy.fromfile(vectors_file, dtype="<f4").reshape(-1, dimension)
probes = numpy.fromfile(probes_file, dtype="<f4").reshape(-1, dimension)
index = faiss.IndexFlatIP(dimension)
index.add(vectors)
seconds = []
first = []
for turn in range(rounds + 1):
    start = (turn * batch) % (len(probes) - batch + 1)
    begun = time.perf_counter()
    scores, labels = index.search(probes[start : start + batch], k)
    if turn > 0:
        seconds.append(time.perf_counter() - begun)
    first.append([int(label) for label in labels[:, 0]])
print(json.dumps({"version": f"{faiss.__version__}, {faiss.get_compile_options()}", "seconds": seconds, "first": first}))
