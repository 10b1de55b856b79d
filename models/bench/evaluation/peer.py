"""Recall@K, MAP@R and NMI by numpy and scikit-learn: peer.py VECTORS LABELS CLUSTERS COLUMNS, prints JSON."""

import json
import sys
import time

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score, normalized_mutual_info_score

vectors, labels, clusters, columns = sys.argv[1:5]
x = np.fromfile(vectors, dtype="<f4").reshape(-1, int(columns))
y = np.fromfile(labels, dtype="<i4")
ours = np.fromfile(clusters, dtype="<i4")

start = time.perf_counter()
x /= np.linalg.norm(x, axis=1, keepdims=True)
sizes = np.bincount(y)
depth = max(100, int(sizes.max()) - 1)
hits_at = {1: 0, 10: 0, 100: 0}
average_precision = 0.0
for first in range(0, len(x), 1000):
    scores = x[first : first + 1000] @ x.T
    rows = np.arange(len(scores))
    scores[rows, first + rows] = -np.inf
    top = np.argpartition(-scores, depth, axis=1)[:, :depth]
    top = np.take_along_axis(top, np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1), axis=1)
    hits = y[top] == y[first : first + 1000, None]
    for k in hits_at:
        hits_at[k] += int(hits[:, :k].any(axis=1).sum())
    mates = sizes[y[first : first + 1000]] - 1
    counted = hits & (np.arange(depth) < mates[:, None])
    precision = np.cumsum(counted, axis=1) / np.arange(1, depth + 1)
    average_precision += float(((precision * counted).sum(axis=1) / mates).sum())
retrieval = time.perf_counter() - start

start = time.perf_counter()
# k-means++ by scikit-learn tries a dozen seeds for each of thousands of clusters one after the other: hours.
found = KMeans(len(sizes), init="random", n_init=1, max_iter=20, random_state=1).fit(x)
k_means = time.perf_counter() - start

print(
    json.dumps(
        {
            "versions": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}",
            "retrieval": retrieval,
            "recallAt": {str(k): hits / len(x) for k, hits in hits_at.items()},
            "mapAtR": average_precision / len(x),
            "kMeans": k_means,
            "kMeansIterations": int(found.n_iter_),
            "kMeansNmi": normalized_mutual_info_score(y, found.labels_),
            "nmiOfOurs": normalized_mutual_info_score(y, ours),
            "amiOfOurs": adjusted_mutual_info_score(y, ours),
        }
    )
)
