#include "kmeans.h"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>

#include <cmath>
#include <string>

#include "failure.h"
#include "interrupt.h"
#include "omp_threads.h"

namespace likeness {

Clusters Kmeans(View<float> vectors, const KmeansOptions& options, const Cancellation& asked) {
  const auto dimension = static_cast<size_t>(options.dimension);
  if (vectors.size % dimension != 0) {
    throw CodedError("wrong_length", "vectors must hold a multiple of " + std::to_string(dimension) + " floats");
  }
  const size_t count = vectors.size / dimension;
  if (count < static_cast<size_t>(options.clusters)) {
    throw CodedError("bad_argument", std::to_string(count) + " vectors make no " + std::to_string(options.clusters) +
                                         " clusters");
  }
  for (float value : vectors) {
    if (!(std::fabs(value) <= 1e15f)) throw CodedError("not_finite", "values must be numbers of no more than 1e15");
  }
  faiss::ClusteringParameters parameters;
  parameters.niter = options.iterations;
  parameters.seed = options.seed;
  parameters.spherical = options.spherical;
  // All that is given counts, and few are enough: whoever asks for clusters knows what for.
  parameters.min_points_per_centroid = 1;
  parameters.max_points_per_centroid = static_cast<int>(std::min<size_t>(count, INT32_MAX));

  const OmpThreads threads(options.threads);
  const Interruptible interruptible(asked);
  faiss::Clustering clustering(options.dimension, options.clusters, parameters);
  faiss::IndexFlat index(options.dimension, options.spherical ? faiss::METRIC_INNER_PRODUCT : faiss::METRIC_L2);
  const auto n = static_cast<int64_t>(count);
  clustering.train(n, vectors.data, index);
  std::vector<int64_t> nearest(count);
  std::vector<float> scores(count);
  index.search(n, vectors.data, 1, scores.data(), nearest.data());
  asked.Check();

  Clusters clusters;
  clusters.centres = std::move(clustering.centroids);
  clusters.assignments.assign(nearest.begin(), nearest.end());
  for (const auto& iteration : clustering.iteration_stats) clusters.objective.push_back(iteration.obj);
  return clusters;
}

}  // namespace likeness
