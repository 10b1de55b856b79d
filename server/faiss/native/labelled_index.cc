#include "labelled_index.h"

#include <faiss/IndexHNSW.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>
#include <shared_mutex>

#include "factory.h"
#include "failure.h"

namespace likeness {
namespace {

// What the index itself takes. Sizes, not capacities: a vector that has just grown may hold twice as much.
size_t IndexBytes(const faiss::Index& index) {
  if (const auto* flat = dynamic_cast<const faiss::IndexFlatCodes*>(&index)) return flat->codes.size();
  if (const auto* graph = dynamic_cast<const faiss::IndexHNSW*>(&index)) {
    const faiss::HNSW& hnsw = graph->hnsw;
    return IndexBytes(*graph->storage) + hnsw.neighbors.size() * sizeof(faiss::HNSW::storage_idx_t) +
           hnsw.offsets.size() * sizeof(size_t) + hnsw.levels.size() * sizeof(int);
  }
  return 0;
}

}  // namespace

LabelledIndex::LabelledIndex(int dimension, const std::string& factory, faiss::MetricType metric)
    : dimension_(dimension),
      largest_(LargestStorable(factory)),
      index_(MakeIndex(dimension, factory, metric)),
      flat_(dynamic_cast<faiss::IndexFlatCodes*>(index_.get())),
      trained_(index_->is_trained) {
  Publish();
}

void LabelledIndex::Add(View<int64_t> labels, View<float> vectors) {
  if (vectors.size / dimension_ != labels.size || vectors.size % dimension_ != 0) {
    throw CodedError("wrong_length", std::to_string(labels.size) + " labels need " +
                                         std::to_string(labels.size * dimension_) + " floats, got " +
                                         std::to_string(vectors.size));
  }
  CheckVectors(vectors, largest_);

  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  const size_t before = rows_.size();
  rows_.Append(labels);
  try {
    index_->add(static_cast<int64_t>(labels.size), vectors.data);
  } catch (...) {
    rows_.Truncate(before);
    // A flat index grows in one step or not at all. A graph that ran out of memory half way is beyond
    // mending, and using it would read outside its tables.
    if (index_->ntotal != static_cast<int64_t>(before) || !flat_) {
      rows_ = RowTable();
      flat_ = nullptr;
      index_.reset();
      Publish();
    }
    throw;
  }
  Publish();
}

Neighbours LabelledIndex::Search(View<float> queries, size_t k) const {
  if (queries.size % dimension_ != 0) {
    throw CodedError("wrong_length", "queries must hold a multiple of " + std::to_string(dimension_) +
                                         " floats, got " + std::to_string(queries.size));
  }
  CheckVectors(queries, std::numeric_limits<float>::max());
  const size_t count = queries.size / dimension_;

  std::shared_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  Neighbours found;
  found.k = std::min(k, rows_.size());
  if (found.k == 0 || count == 0) return found;
  found.scores.resize(count * found.k);
  found.labels.resize(count * found.k);
  index_->search(static_cast<int64_t>(count), queries.data, static_cast<int64_t>(found.k),
                 found.scores.data(), found.labels.data());
  for (int64_t& label : found.labels) {
    if (label != kNoLabel) label = rows_.labels()[static_cast<size_t>(label)];
  }
  return found;
}

size_t LabelledIndex::Remove(View<int64_t> labels) {
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  faiss::IndexFlatCodes& flat = FlatOrThrow("remove");
  const size_t before = rows_.size();
  for (int64_t label : labels) {
    const auto vacated = rows_.SwapRemove(label);
    if (!vacated) continue;
    const size_t last = rows_.size();
    if (*vacated == last) continue;
    uint8_t* codes = flat.codes.data();
    std::memcpy(codes + *vacated * flat.code_size, codes + last * flat.code_size, flat.code_size);
  }
  flat.codes.resize(rows_.size() * flat.code_size);
  flat.ntotal = static_cast<int64_t>(rows_.size());
  Publish();
  return before - rows_.size();
}

void LabelledIndex::Write(const std::string& path) const {
  Snapshot snapshot;
  {
    // Copied, so that a slow disk holds up no search.
    std::shared_lock<FairSharedMutex> lock(mutex_);
    CheckUsable();
    const faiss::IndexFlatCodes& flat = FlatOrThrow("write");
    const uint8_t* codes = flat.codes.data();
    snapshot = {static_cast<uint32_t>(dimension_), static_cast<uint32_t>(flat.metric_type), flat.code_size,
                rows_.labels(), std::vector<uint8_t>(codes, codes + rows_.size() * flat.code_size)};
  }
  WriteSnapshot(path, snapshot);
}

void LabelledIndex::Read(const std::string& path) {
  Snapshot snapshot = ReadSnapshot(path);
  RowTable rows;
  try {
    rows.Append({snapshot.labels.data(), snapshot.labels.size()});
  } catch (const CodedError& error) {
    throw CodedError("bad_file", path + ": " + error.what());
  }

  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  faiss::IndexFlatCodes& flat = FlatOrThrow("read");
  if (snapshot.dimension != static_cast<uint32_t>(dimension_) || snapshot.code_size != flat.code_size ||
      snapshot.metric != static_cast<uint32_t>(flat.metric_type)) {
    throw CodedError("bad_file", path + " is of another dimension, metric or factory");
  }
  flat.codes = std::move(snapshot.codes);
  flat.ntotal = static_cast<int64_t>(rows.size());
  rows_ = std::move(rows);
  Publish();
}

faiss::IndexFlatCodes& LabelledIndex::FlatOrThrow(const char* operation) const {
  if (!flat_) throw CodedError("not_supported", std::string("a graph index cannot ") + operation);
  return *flat_;
}

void LabelledIndex::CheckUsable() const {
  if (!index_) throw CodedError("closed", "an add ran out of memory and left the graph broken");
}

void LabelledIndex::CheckVectors(View<float> vectors, float largest) const {
  // Put so that NaN, which compares false with everything, fails too.
  const auto storable = [largest](float value) { return std::fabs(value) <= largest; };
  if (!std::all_of(vectors.begin(), vectors.end(), storable)) {
    throw CodedError("not_finite", "a component is NaN, infinite, or too large for what the index stores");
  }
}

void LabelledIndex::Publish() {
  size_ = rows_.size();
  bytes_ = rows_.bytes() + (index_ ? IndexBytes(*index_) : 0);
}

}  // namespace likeness
