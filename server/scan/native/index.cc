#include "index.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <shared_mutex>

#include "failure.h"
#include "pool.h"
#include "snapshot.h"

namespace likeness {
namespace {

// No two states of any two indexes have the same, so that a scope knows whether it still knows its rows.
uint64_t NextVersion() {
  static std::atomic<uint64_t> version{0};
  return ++version;
}

std::vector<int64_t> SortedOnce(View<int64_t> labels) {
  std::vector<int64_t> sorted(labels.begin(), labels.end());
  if (!std::is_sorted(sorted.begin(), sorted.end())) std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

}  // namespace

ScanIndex::ScanIndex(size_t dimension, Codes codes, const Kernels& kernels, size_t threads)
    : layout_(dimension, codes), kernels_(kernels), threads_(threads), table_(layout_), version_(NextVersion()) {
  Publish();
}

void ScanIndex::Add(View<int64_t> labels, View<float> vectors, const Cancellation& cancellation) {
  const std::vector<Row> rows = Checked(labels, vectors);
  std::unique_lock<FairSharedMutex> lock(mutex_);
  cancellation.Check();
  CheckWritable();
  if (rows.empty()) return;
  table_.Add(rows);
  Publish();
}

std::vector<Row> ScanIndex::Checked(View<int64_t> labels, View<float> vectors) const {
  // By division, since a product could overflow.
  if (vectors.size % layout_.dimension != 0 || vectors.size / layout_.dimension != labels.size) {
    throw CodedError("wrong_length", "there must be " + std::to_string(layout_.dimension) + " floats for each label");
  }
  CheckFinite(vectors);
  std::vector<Row> rows;
  rows.reserve(labels.size);
  for (size_t at = 0; at < labels.size; at++) {
    if (labels.data[at] < 0) throw CodedError("bad_argument", "a label must be 0 or more");
    rows.push_back({labels.data[at], vectors.data + at * layout_.dimension});
  }
  const auto is_before = [](const Row& a, const Row& b) { return a.label < b.label; };
  if (!std::is_sorted(rows.begin(), rows.end(), is_before)) std::sort(rows.begin(), rows.end(), is_before);
  const auto twice = std::adjacent_find(rows.begin(), rows.end(),
                                        [](const Row& a, const Row& b) { return a.label == b.label; });
  if (twice != rows.end()) {
    throw CodedError("duplicate_label", "the label " + std::to_string(twice->label) + " comes twice");
  }
  return rows;
}

size_t ScanIndex::Remove(View<int64_t> labels) {
  const std::vector<int64_t> sorted = SortedOnce(labels);
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckWritable();
  const size_t removed = table_.Remove(sorted);
  if (removed > 0) Publish();
  return removed;
}

std::vector<uint8_t> ScanIndex::Has(View<int64_t> labels) const {
  std::vector<uint8_t> present(labels.size);
  std::shared_lock<FairSharedMutex> lock(mutex_);
  for (size_t at = 0; at < labels.size; at++) present[at] = table_.Find(labels.data[at]) != nullptr;
  return present;
}

std::vector<int64_t> ScanIndex::Labels() const {
  std::shared_lock<FairSharedMutex> lock(mutex_);
  std::vector<int64_t> labels;
  labels.reserve(table_.size());
  for (const auto& block : table_.blocks()) {
    labels.insert(labels.end(), block->labels(), block->labels() + block->count());
  }
  return labels;
}

std::vector<float> ScanIndex::Vectors(View<int64_t> labels) const {
  std::vector<float> vectors(labels.size * layout_.dimension, std::numeric_limits<float>::quiet_NaN());
  std::shared_lock<FairSharedMutex> lock(mutex_);
  for (size_t at = 0; at < labels.size; at++) {
    const float* row = table_.Find(labels.data[at]);
    if (row) std::copy_n(row, layout_.dimension, vectors.data() + at * layout_.dimension);
  }
  return vectors;
}

void ScanIndex::Write(const std::string& path, const std::string& about, const Cancellation& cancellation) const {
  std::vector<SnapshotBlock> blocks;
  {
    // What it is now. Whoever changes a block that is held here changes a copy.
    std::shared_lock<FairSharedMutex> lock(mutex_);
    blocks.reserve(table_.blocks().size());
    for (const auto& block : table_.blocks()) blocks.emplace_back(block);
  }
  WriteSnapshot(path, layout_, about, std::move(blocks), cancellation);
}

void ScanIndex::Load(const std::string& path, bool mapped, bool trusted, const Cancellation& cancellation) {
  std::unique_lock<FairSharedMutex> lock(mutex_);
  if (table_.size() > 0) throw CodedError("bad_argument", "the index is not empty");
  CheckWritable();
  if (mapped && layout_.codes != Codes::kNone) throw CodedError("not_supported", "a mapped snapshot has no codes");
  auto blocks = mapped ? MapSnapshot(path, layout_, table_.arena(), trusted, cancellation)
                       : ReadSnapshot(path, layout_, table_.arena(), threads_, cancellation);
  table_.Replace(std::move(blocks));
  read_only_ = mapped;
  Publish();
}

void ScanIndex::CheckFinite(View<float> vectors) const {
  // Put so that NaN, which compares false with everything, fails too.
  bool finite = true;
  for (const float value : vectors) finite &= std::fabs(value) <= std::numeric_limits<float>::max();
  if (!finite) throw CodedError("not_finite", "a component is NaN or infinite");
}

void ScanIndex::CheckWritable() const {
  if (read_only_) throw CodedError("read_only", "a mapped snapshot cannot be changed");
}

void ScanIndex::Publish() {
  version_ = NextVersion();
  size_ = table_.size();
  bytes_ = table_.bytes();
}

}  // namespace likeness
