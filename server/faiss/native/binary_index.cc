#include "binary_index.h"

#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexBinaryHNSW.h>
#include <faiss/IndexBinaryIVF.h>
#include <faiss/index_factory.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <regex>
#include <shared_mutex>

#include "failure.h"
#include "interrupt.h"
#include "omp_threads.h"
#include "pool.h"

namespace likeness {
namespace {

constexpr size_t kMostTogether = 256;

std::unique_ptr<faiss::IndexBinary> MakeBinary(const BinaryOptions& options) {
  // As with ReadFactory: what is not known to be safe is refused.
  static const std::regex pattern("BFlat|BIVF([1-9][0-9]{0,4})|BHNSW([1-9][0-9]{0,2})");
  std::smatch match;
  if (!std::regex_match(options.factory, match, pattern)) {
    throw CodedError("not_supported", "factory must be BFlat, BIVF<1..99999> or BHNSW<2..256>");
  }
  if (match[2].matched && (std::stoi(match[2]) < 2 || std::stoi(match[2]) > 256)) {
    throw CodedError("not_supported", "the links of BHNSW must be from 2 to 256");
  }
  std::unique_ptr<faiss::IndexBinary> index(faiss::index_binary_factory(options.bits, options.factory.c_str()));
  // As MakeIndex: no warning is printed.
  if (auto* lists = dynamic_cast<faiss::IndexBinaryIVF*>(index.get())) lists->cp.min_points_per_centroid = 1;
  return index;
}

}  // namespace

BinaryIndex::BinaryIndex(const BinaryOptions& options)
    : options_(options), width_(static_cast<size_t>(options.bits) / 8), index_(MakeBinary(options)) {
  Publish();
}

void BinaryIndex::Train(View<uint8_t> vectors, const Cancellation& asked) {
  const size_t count = CheckVectors(vectors);
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  if (rows_.size() > 0) throw CodedError("not_supported", "what holds vectors learns no more");
  std::unique_ptr<faiss::IndexBinary> index = MakeBinary(options_);
  const OmpThreads threads(options_.threads);
  const Interruptible interruptible(asked);
  index->train(static_cast<int64_t>(count), vectors.data);
  asked.Check();
  index_ = std::move(index);
  Publish();
}

void BinaryIndex::Add(View<int64_t> labels, View<uint8_t> vectors, const Cancellation& asked) {
  if (CheckVectors(vectors) != labels.size) {
    throw CodedError("wrong_length", std::to_string(labels.size) + " labels need as many vectors");
  }
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  if (!index_->is_trained) throw CodedError("not_trained", "an index by " + options_.factory + " is trained first");
  asked.Check();
  const OmpThreads threads(options_.threads);
  const size_t before = rows_.size();
  rows_.Append(labels);
  try {
    index_->add(static_cast<int64_t>(labels.size), vectors.data);
  } catch (...) {
    rows_.Truncate(before);
    // A table of bits grows in one step or not at all; of the others nobody knows how far they came.
    if (!dynamic_cast<faiss::IndexBinaryFlat*>(index_.get())) index_.reset();
    Publish();
    throw;
  }
  Publish();
}

BinaryNeighbours BinaryIndex::Search(View<uint8_t> queries, size_t k, size_t nprobe, const Cancellation& asked) const {
  const size_t count = CheckVectors(queries);
  std::shared_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  if (!index_->is_trained) throw CodedError("not_trained", "an index by " + options_.factory + " is trained first");
  BinaryNeighbours found;
  found.k = std::min(k, rows_.size());
  if (found.k == 0 || count == 0) return found;
  found.distances.resize(count * found.k);
  found.labels.resize(count * found.k);
  const auto* lists = dynamic_cast<const faiss::IndexBinaryIVF*>(index_.get());
  const auto wanted = static_cast<int64_t>(found.k);
  const auto threads = static_cast<size_t>(options_.threads);
  const size_t together = std::clamp((count + threads - 1) / threads, size_t{1}, kMostTogether);
  Pool::Shared().ForEach((count + together - 1) / together, threads, [&](size_t block) {
    asked.Check();
    const OmpThreads one(1);
    const Interruptible interruptible(asked);
    const size_t from = block * together;
    const auto n = static_cast<int64_t>(std::min(together, count - from));
    const uint8_t* given = queries.data + from * width_;
    int32_t* distances = found.distances.data() + from * found.k;
    int64_t* rows = found.labels.data() + from * found.k;
    if (!lists) {
      index_->search(n, given, wanted, distances, rows);
      return;
    }
    // How many lists is a field of the index that all searches share, unless they are chosen here.
    faiss::SearchParametersIVF parameters;
    parameters.nprobe = std::min(nprobe, lists->nlist);
    std::vector<int64_t> chosen(static_cast<size_t>(n) * parameters.nprobe);
    std::vector<int32_t> to_centres(chosen.size());
    lists->quantizer->search(n, given, static_cast<int64_t>(parameters.nprobe), to_centres.data(), chosen.data());
    lists->search_preassigned(n, given, wanted, chosen.data(), to_centres.data(), distances, rows, false, &parameters);
  });
  asked.Check();
  for (int64_t& row : found.labels) {
    if (row != kNoLabel) row = rows_.labels()[static_cast<size_t>(row)];
  }
  return found;
}

size_t BinaryIndex::Remove(View<int64_t> labels) {
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  auto* flat = dynamic_cast<faiss::IndexBinaryFlat*>(index_.get());
  if (!flat) throw CodedError("not_supported", "only BFlat removes");
  const size_t before = rows_.size();
  for (int64_t label : labels) {
    const auto vacated = rows_.SwapRemove(label);
    if (!vacated) continue;
    uint8_t* last = flat->xb.data() + rows_.size() * width_;
    if (*vacated != rows_.size()) std::memcpy(flat->xb.data() + *vacated * width_, last, width_);
    std::memset(last, 0, width_);
  }
  flat->xb.resize(rows_.size() * width_);
  flat->ntotal = static_cast<int64_t>(rows_.size());
  Publish();
  return before - rows_.size();
}

size_t BinaryIndex::CheckVectors(View<uint8_t> vectors) const {
  if (vectors.size % width_ == 0) return vectors.size / width_;
  throw CodedError("wrong_length", "vectors must hold a multiple of " + std::to_string(width_) + " bytes, got " +
                                       std::to_string(vectors.size));
}

void BinaryIndex::CheckUsable() const {
  if (!index_) throw CodedError("closed", "the index ran out of memory half way, and is closed");
}

void BinaryIndex::Publish() {
  size_ = index_ ? rows_.size() : 0;
  bytes_ = index_ ? rows_.size() * width_ + rows_.bytes() : 0;
  trained_ = index_ && index_->is_trained;
}

}  // namespace likeness
