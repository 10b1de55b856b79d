// A Faiss index whose vectors carry the caller's labels. Knows nothing of JavaScript.
//
// Every method may be called from any thread. Searches run side by side; what changes the index runs alone. A search
// turns rows into labels under the lock it searched under, since a removal moves rows.
#pragma once

#include <faiss/Index.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cancellation.h"
#include "factory.h"
#include "fair_shared_mutex.h"
#include "labelling.h"
#include "view.h"

namespace likeness {

struct IndexOptions {
  int dimension;
  std::string factory;
  faiss::MetricType metric;
  int threads;  // that may work on one call
  int device;   // of CUDA, or -1: in memory
};

struct SearchLimits {
  size_t nprobe = 1;     // lists looked through, for IVF
  size_t ef_search = 16;  // how many are followed, for HNSW
  // Searched alone. Whoever asks keeps them.
  std::optional<View<int64_t>> within;
};

// `k` neighbours for each query, best first, row after row: both vectors hold queries * k values.
struct Neighbours {
  size_t k = 0;
  std::vector<float> scores;
  std::vector<int64_t> labels;
  // Of all queries together; of a graph it is not known, and 0.
  uint64_t compared = 0;
};

// Of query i: starts[i] to starts[i + 1] - 1, in no order.
struct NeighbourRanges {
  std::vector<uint32_t> starts;
  std::vector<float> scores;
  std::vector<int64_t> labels;
};

class LabelledIndex {
 public:
  explicit LabelledIndex(const IndexOptions& options);

  // Learns lists and codes. Only while it is empty.
  void Train(View<float> vectors, const Cancellation& asked);

  // One vector for each label. All of them or, when this throws, none.
  void Add(View<int64_t> labels, View<float> vectors, const Cancellation& asked);

  // The nearest `k`, or all there are when there are fewer.
  Neighbours Search(View<float> queries, size_t k, const SearchLimits& limits, const Cancellation& asked) const;

  // All whose score is `radius` or better: above it for inner products, below it for distances.
  NeighbourRanges SearchRange(View<float> queries, float radius, const SearchLimits& limits,
                              const Cancellation& asked) const;

  // Returns how many of `labels` were present and now are not.
  size_t Remove(View<int64_t> labels);

  // What the index keeps of them, row after row; NaN for those that are not here.
  std::vector<float> Reconstruct(View<int64_t> labels) const;

  std::vector<uint8_t> Has(View<int64_t> labels) const;

  // Takes all that `other` has, which has learned the same.
  void Merge(LabelledIndex& other);

  // Becomes one that has learned what `other` has, of the same kind. Only while it is empty.
  void LearnFrom(const LabelledIndex& other);

  // To a file, and from one in place of all it holds.
  void Write(const std::string& path) const;
  void Read(const std::string& path);

  // These take no lock, so the event loop may ask while an add is running.
  size_t size() const { return size_; }
  size_t bytes() const { return bytes_; }
  bool trained() const { return trained_; }

 private:
  void CheckAlike(const LabelledIndex& other) const;
  void Install(std::unique_ptr<faiss::Index> index, std::vector<int64_t> rows);
  void CheckUsable() const;
  void CheckTrained() const;
  void CheckVectors(View<float> vectors) const;
  size_t CheckQueries(View<float> queries) const;
  void CheckInMemory(const char* operation) const;
  std::unique_ptr<faiss::IDSelector> Selector(const SearchLimits& limits) const;
  // Makes the new size visible to size() and bytes(). Call it before the exclusive lock is let go.
  void Publish();

  const IndexOptions options_;
  const Factory factory_;
  const float largest_;
  std::unique_ptr<faiss::Index> index_;
  std::unique_ptr<Labelling> labels_;
  mutable FairSharedMutex mutex_;  // guards index_ and labels_
  std::atomic<size_t> size_{0};
  std::atomic<size_t> bytes_{0};
  std::atomic<bool> trained_{false};
};

}  // namespace likeness
