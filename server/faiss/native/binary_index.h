// A Faiss index of bits, searched by how many differ (Hamming 1950), whose vectors carry the caller's labels. As
// LabelledIndex is, otherwise.
#pragma once

#include <faiss/IndexBinary.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cancellation.h"
#include "fair_shared_mutex.h"
#include "row_table.h"
#include "view.h"

namespace likeness {

struct BinaryOptions {
  int bits;             // a multiple of 8
  std::string factory;  // BFlat, BIVF<n> or BHNSW<M>
  int threads;
};

struct BinaryNeighbours {
  size_t k = 0;
  std::vector<int32_t> distances;
  std::vector<int64_t> labels;
};

class BinaryIndex {
 public:
  explicit BinaryIndex(const BinaryOptions& options);

  void Train(View<uint8_t> vectors, const Cancellation& asked);
  void Add(View<int64_t> labels, View<uint8_t> vectors, const Cancellation& asked);
  BinaryNeighbours Search(View<uint8_t> queries, size_t k, size_t nprobe, const Cancellation& asked) const;
  // BFlat alone.
  size_t Remove(View<int64_t> labels);

  size_t size() const { return size_; }
  size_t bytes() const { return bytes_; }
  bool trained() const { return trained_; }

 private:
  size_t CheckVectors(View<uint8_t> vectors) const;
  void CheckUsable() const;
  void Publish();

  const BinaryOptions options_;
  const size_t width_;  // bytes
  std::unique_ptr<faiss::IndexBinary> index_;
  RowTable rows_;
  mutable FairSharedMutex mutex_;
  std::atomic<size_t> size_{0};
  std::atomic<size_t> bytes_{0};
  std::atomic<bool> trained_{false};
};

}  // namespace likeness
