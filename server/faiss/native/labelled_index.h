// A Faiss index whose vectors carry the caller's labels. Knows nothing of JavaScript.
//
// Every method may be called from any thread. Searches run side by side; add, remove and read run alone. A
// search turns rows into labels under the lock it searched under, since a removal moves rows.
#pragma once

#include <faiss/Index.h>
#include <faiss/IndexFlatCodes.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fair_shared_mutex.h"
#include "row_table.h"
#include "snapshot.h"
#include "view.h"

namespace likeness {

// `k` neighbours for each query, best first, row after row: both vectors hold queries * k values.
struct Neighbours {
  size_t k = 0;
  std::vector<float> scores;
  std::vector<int64_t> labels;
};

class LabelledIndex {
 public:
  LabelledIndex(int dimension, const std::string& factory, faiss::MetricType metric);

  // One vector for each label. All of them or, when this throws, none.
  void Add(View<int64_t> labels, View<float> vectors);

  // The nearest `k`, or all there are when there are fewer.
  Neighbours Search(View<float> queries, size_t k) const;

  // Returns how many of `labels` were present and now are not. O(dimension) each. Flat indexes only.
  size_t Remove(View<int64_t> labels);

  // To a file, and from one in place of all it holds. Flat indexes only.
  void Write(const std::string& path) const;
  void Read(const std::string& path);

  // These take no lock, so the event loop may ask while an add is running.
  size_t size() const { return size_; }
  size_t bytes() const { return bytes_; }
  int dimension() const { return dimension_; }
  bool trained() const { return trained_; }

 private:
  faiss::IndexFlatCodes& FlatOrThrow(const char* operation) const;
  void CheckUsable() const;
  void CheckVectors(View<float> vectors, float largest) const;
  // Makes the new size visible to size() and bytes(). Call it before the exclusive lock is let go.
  void Publish();

  const int dimension_;
  const float largest_;
  std::unique_ptr<faiss::Index> index_;
  faiss::IndexFlatCodes* flat_;  // index_ itself when it is one code after another, or null
  const bool trained_;
  RowTable rows_;
  mutable FairSharedMutex mutex_;  // guards index_, what flat_ points to, and rows_
  std::atomic<size_t> size_{0};
  std::atomic<size_t> bytes_{0};
};

}  // namespace likeness
