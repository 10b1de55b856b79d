"""Times searches by lists with python3-faiss: faiss-ivf.py VECTORS PROBES DIMENSION FACTORY NPROBE prints JSON."""

import json
import sys
import time

import faiss
import numpy

vectors_file, probes_file, dimension, factory, nprobe = sys.argv[1:]
faiss.omp_set_num_threads(1)
vectors = numpy.fromfile(vectors_file, dtype="<f4").reshape(-1, int(dimension))
probes = numpy.fromfile(probes_file, dtype="<f4").reshape(-1, int(dimension))
index = faiss.index_factory(int(dimension), factory, faiss.METRIC_INNER_PRODUCT)
lists = faiss.extract_index_ivf(index).nlist
faiss.omp_set_num_threads(2)
index.train(vectors[numpy.random.default_rng(1).choice(len(vectors), min(len(vectors), lists * 64), replace=False)])
index.add(vectors)
faiss.omp_set_num_threads(1)
faiss.extract_index_ivf(index).nprobe = int(nprobe)
seconds = []
first = []
for probe in probes:
    begun = time.perf_counter()
    scores, labels = index.search(probe[None, :], 1)
    seconds.append(time.perf_counter() - begun)
    first.append(int(labels[0, 0]))
print(json.dumps({"version": f"{faiss.__version__}, {faiss.get_compile_options()}", "seconds": seconds, "first": first}))
