// Vectors with labels, searched exactly by inner product. Knows nothing of JavaScript.
//
// Every method may be called from any thread. Searches run side by side; changes run alone.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "best.h"
#include "cancellation.h"
#include "fair_shared_mutex.h"
#include "kernels.h"
#include "scanner.h"
#include "scope.h"
#include "table.h"
#include "view.h"

namespace likeness {

// What stands where there was no row.
constexpr int64_t kNoLabel = -1;

// For each query `k` rows, best first: both vectors hold queries x k values. kNoLabel and NaN where there were
// fewer.
struct Found {
  size_t k = 0;
  std::vector<int64_t> labels;
  std::vector<float> scores;
  uint64_t compared = 0;  // rows that each query was compared with
  uint64_t reranked = 0;  // pairs of a query and a row that codes did not rule out
};

// Query q has the rows from starts[q] to starts[q + 1] - 1, best first.
struct FoundRanges {
  std::vector<uint32_t> starts;
  std::vector<int64_t> labels;
  std::vector<float> scores;
  uint64_t compared = 0;
  uint64_t reranked = 0;
};

class ScanIndex {
 public:
  // `threads`: how many may work on one search.
  ScanIndex(size_t dimension, Codes codes, const Kernels& kernels, size_t threads);

  // One vector for each label, 0 or more. All of them or, when this throws, none. Throws wrong_length, not_finite,
  // bad_argument, duplicate_label, read_only.
  void Add(View<int64_t> labels, View<float> vectors, const Cancellation& cancellation);

  // Returns how many of `labels` were present and now are not. Throws read_only.
  size_t Remove(View<int64_t> labels);

  std::vector<uint8_t> Has(View<int64_t> labels) const;
  std::vector<int64_t> Labels() const;
  std::vector<float> Vectors(View<int64_t> labels) const;

  // The best `k`, or all there are when there are fewer in the index. `scope` may be null. Throws wrong_length,
  // not_finite, cancelled.
  Found Search(View<float> queries, size_t k, Scope* scope, const Cancellation& cancellation) const;
  FoundRanges AtLeast(View<float> queries, float score, Scope* scope, const Cancellation& cancellation) const;

  // snapshot.h says how. Load() is for an index that is empty, and read_only afterwards if the file is mapped.
  void Write(const std::string& path, const std::string& about, const Cancellation& cancellation) const;
  void Load(const std::string& path, bool mapped, bool trusted, const Cancellation& cancellation);

  // These take no lock, so the event loop may ask while a change is made.
  size_t size() const { return size_; }
  size_t bytes() const { return bytes_; }

 private:
  using Settle = std::function<void(size_t query, std::vector<Hit>&& hits)>;
  struct Effort {
    uint64_t compared = 0;
    uint64_t reranked = 0;
    size_t size = 0;  // of the index, at the most
  };
  // Calls `settle` with the answer of each query, in order, and returns what it took.
  Effort SearchEach(View<float> queries, size_t most, float floor, Scope* scope, const Cancellation& cancellation,
                    const Settle& settle) const;
  // The queries `from` to `from` + `count` - 1, at the index's state of now.
  Effort ScanTogether(const Probes& probes, size_t from, size_t count, size_t most, float floor, Scope* scope,
                      const Cancellation& cancellation, const Settle& settle) const;
  std::vector<Row> Checked(View<int64_t> labels, View<float> vectors) const;
  void CheckFinite(View<float> vectors) const;
  void CheckWritable() const;
  // Makes the new size visible. Call it before the exclusive lock is let go.
  void Publish();

  const Layout layout_;
  const Kernels& kernels_;
  const size_t threads_;
  mutable FairSharedMutex mutex_;  // guards table_, version_ and read_only_
  Table table_;
  uint64_t version_;
  bool read_only_ = false;
  std::atomic<size_t> size_{0};
  std::atomic<size_t> bytes_{0};
};

}  // namespace likeness
