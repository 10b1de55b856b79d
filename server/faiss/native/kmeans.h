// Clustering by k-means (Lloyd 1982), as Faiss does it.
#pragma once

#include <cstdint>
#include <vector>

#include "cancellation.h"
#include "view.h"

namespace likeness {

struct KmeansOptions {
  int dimension;
  int clusters;
  int iterations;
  int seed;
  bool spherical;  // centres of length 1, compared by inner product
  int threads;
};

struct Clusters {
  std::vector<float> centres;        // clusters x dimension
  std::vector<int32_t> assignments;  // of each vector, its nearest centre
  std::vector<float> objective;      // after each iteration: the sum of the distances, or of the inner products
};

Clusters Kmeans(View<float> vectors, const KmeansOptions& options, const Cancellation& asked);

}  // namespace likeness
