#include "labelled_index.h"

#include <faiss/IndexIVF.h>

#include <cmath>
#include <limits>
#include <mutex>
#include <shared_mutex>

#include "bytes.h"
#include "core.h"
#include "failure.h"
#include "gpu.h"
#include "interrupt.h"
#include "learned.h"
#include "list_labels.h"
#include "omp_threads.h"
#include "row_labels.h"
#include "snapshot.h"

namespace likeness {
namespace {

bool SameCentres(const faiss::Index& one, const faiss::Index& other) {
  if (one.ntotal != other.ntotal || one.d != other.d) return false;
  std::vector<float> a(one.d);
  std::vector<float> b(one.d);
  for (int64_t list = 0; list < one.ntotal; list++) {
    one.reconstruct(list, a.data());
    other.reconstruct(list, b.data());
    if (a != b) return false;
  }
  return true;
}

}  // namespace

LabelledIndex::LabelledIndex(const IndexOptions& options)
    : options_(options),
      factory_(ReadFactory(options.factory, options.dimension)),
      largest_(LargestStorable(factory_, options.dimension)) {
  if (options.device >= 0 && (factory_.graph || factory_.transformed || factory_.products)) {
    throw CodedError("not_supported", "on a device: Flat, SQ and IVF of them");
  }
  Install(MakeIndex(factory_, options.dimension, options.metric), {});
}

void LabelledIndex::Install(std::unique_ptr<faiss::Index> index, std::vector<int64_t> rows) {
  labels_.reset();
  index_ = std::move(index);
  // On a device from the day it is trained.
  if (options_.device >= 0) {
    if (index_->is_trained) index_ = ToDevice(std::move(index_), options_.device);
    labels_ = std::make_unique<RowLabels>(*index_, std::move(rows));
  } else if (factory_.lists) {
    labels_ = std::make_unique<ListLabels>(*index_);
  } else {
    labels_ = std::make_unique<RowLabels>(*index_, std::move(rows));
  }
  Publish();
}

void LabelledIndex::Train(View<float> vectors, const Cancellation& asked) {
  const size_t count = CheckQueries(vectors);
  CheckVectors(vectors);
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  if (labels_->size() > 0) throw CodedError("not_supported", "what holds vectors learns no more");
  // A new one: what was given up half way has learned half.
  std::unique_ptr<faiss::Index> index = MakeIndex(factory_, options_.dimension, options_.metric);
  const OmpThreads threads(options_.threads);
  const Interruptible interruptible(asked);
  index->train(static_cast<int64_t>(count), vectors.data);
  asked.Check();
  Install(std::move(index), {});
}

void LabelledIndex::Add(View<int64_t> labels, View<float> vectors, const Cancellation& asked) {
  const auto dimension = static_cast<size_t>(options_.dimension);
  if (vectors.size / dimension != labels.size || vectors.size % dimension != 0) {
    throw CodedError("wrong_length", std::to_string(labels.size) + " labels need " +
                                         std::to_string(labels.size * dimension) + " floats, got " +
                                         std::to_string(vectors.size));
  }
  CheckVectors(vectors);

  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  CheckTrained();
  asked.Check();
  const size_t before = labels_->size();
  const OmpThreads threads(options_.threads);
  try {
    labels_->Add(labels, vectors);
  } catch (const CodedError&) {
    throw;
  } catch (...) {
    // Using what stopped half way would read outside its tables.
    if (!labels_->recoverable() || index_->ntotal != static_cast<int64_t>(before)) {
      labels_.reset();
      index_.reset();
      Publish();
    }
    throw;
  }
  Publish();
}

size_t LabelledIndex::Remove(View<int64_t> labels) {
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  CheckInMemory("remove");
  const size_t removed = labels_->Remove(labels);
  Publish();
  return removed;
}

std::vector<float> LabelledIndex::Reconstruct(View<int64_t> labels) const {
  std::shared_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  CheckInMemory("reconstruct");
  const auto dimension = static_cast<size_t>(options_.dimension);
  std::vector<float> vectors(labels.size * dimension, std::numeric_limits<float>::quiet_NaN());
  for (size_t at = 0; at < labels.size; at++) {
    if (labels_->Has(labels.data[at])) labels_->Reconstruct(labels.data[at], vectors.data() + at * dimension);
  }
  return vectors;
}

std::vector<uint8_t> LabelledIndex::Has(View<int64_t> labels) const {
  std::shared_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  std::vector<uint8_t> present(labels.size);
  for (size_t at = 0; at < labels.size; at++) present[at] = labels_->Has(labels.data[at]);
  return present;
}

void LabelledIndex::Merge(LabelledIndex& other) {
  CheckAlike(other);
  CheckInMemory("merge");
  std::unique_lock<FairSharedMutex> lock(mutex_, std::defer_lock);
  std::unique_lock<FairSharedMutex> others(other.mutex_, std::defer_lock);
  // By address: two that merge into each other do not wait for each other.
  if (this < &other) {
    lock.lock();
    others.lock();
  } else {
    others.lock();
    lock.lock();
  }
  CheckUsable();
  other.CheckUsable();
  CheckTrained();
  if (factory_.transformed) throw CodedError("not_supported", "merge behind a transform");
  if (!other.trained_) return;
  // Faiss looks at their kinds alone, and would take codes that mean something else here.
  const auto* lists = dynamic_cast<const faiss::IndexIVF*>(index_.get());
  const auto* other_lists = dynamic_cast<const faiss::IndexIVF*>(other.index_.get());
  if ((lists && !SameCentres(*lists->quantizer, *other_lists->quantizer)) || !SameCodes(*index_, *other.index_)) {
    throw CodedError("not_alike", "the other index has learned otherwise");
  }
  try {
    labels_->Merge(*other.labels_);
  } catch (const CodedError&) {
    throw;
  } catch (...) {
    // Which of the two has what is not known any more.
    for (LabelledIndex* index : {this, &other}) {
      index->labels_.reset();
      index->index_.reset();
      index->Publish();
    }
    throw;
  }
  Publish();
  other.Publish();
}

void LabelledIndex::LearnFrom(const LabelledIndex& other) {
  CheckAlike(other);
  CheckInMemory("learnFrom");
  if (factory_.graph) throw CodedError("not_supported", "a graph (HNSW) is learned by nobody else");
  std::unique_ptr<faiss::Index> learned;
  {
    std::shared_lock<FairSharedMutex> lock(other.mutex_);
    other.CheckUsable();
    other.CheckTrained();
    learned = Learned(*other.index_);
  }
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  if (labels_->size() > 0) throw CodedError("not_supported", "what holds vectors learns no more");
  Install(std::move(learned), {});
}

void LabelledIndex::CheckAlike(const LabelledIndex& other) const {
  if (this == &other) throw CodedError("bad_argument", "the other index is this one");
  if (factory_.text != other.factory_.text || options_.dimension != other.options_.dimension ||
      options_.metric != other.options_.metric || options_.device != other.options_.device) {
    throw CodedError("not_alike", "the other index is of another kind");
  }
}

void LabelledIndex::Write(const std::string& path) const {
  Snapshot snapshot;
  {
    // Copied, so that a slow disk holds up no change.
    std::shared_lock<FairSharedMutex> lock(mutex_);
    CheckUsable();
    CheckInMemory("write");
    snapshot = {static_cast<uint32_t>(options_.dimension), static_cast<uint32_t>(options_.metric), factory_.text,
                factory_.lists ? std::vector<int64_t>() : labels_->Labels(), Serialised(*index_)};
  }
  WriteSnapshot(path, snapshot);
}

void LabelledIndex::Read(const std::string& path) {
  CheckInMemory("read");
  Snapshot snapshot = ReadSnapshot(path);
  if (snapshot.factory != factory_.text || snapshot.dimension != static_cast<uint32_t>(options_.dimension) ||
      snapshot.metric != static_cast<uint32_t>(options_.metric)) {
    throw CodedError("bad_file", path + " is of another kind of index");
  }
  std::unique_ptr<faiss::Index> index = Deserialised(std::move(snapshot.index), path);
  if (!factory_.lists && static_cast<size_t>(index->ntotal) != snapshot.labels.size()) {
    throw CodedError("bad_file", path + " has other labels than vectors");
  }
  std::unique_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  Install(std::move(index), std::move(snapshot.labels));
}

void LabelledIndex::CheckUsable() const {
  if (!index_) throw CodedError("closed", "the index ran out of memory half way, and is closed");
}

void LabelledIndex::CheckTrained() const {
  if (!trained_) throw CodedError("not_trained", "an index by " + factory_.text + " is trained before it is used");
}

void LabelledIndex::CheckInMemory(const char* operation) const {
  if (options_.device >= 0) throw CodedError("not_supported", std::string(operation) + ": not on a device");
}

size_t LabelledIndex::CheckQueries(View<float> queries) const {
  const auto dimension = static_cast<size_t>(options_.dimension);
  if (queries.size % dimension == 0) return queries.size / dimension;
  throw CodedError("wrong_length", "vectors must hold a multiple of " + std::to_string(dimension) +
                                       " floats, got " + std::to_string(queries.size));
}

void LabelledIndex::CheckVectors(View<float> vectors) const {
  for (float value : vectors) {
    // False for NaN as well.
    if (std::fabs(value) <= largest_) continue;
    throw CodedError("not_finite", "values must be numbers of no more than " + std::to_string(largest_));
  }
}

void LabelledIndex::Publish() {
  size_ = labels_ ? labels_->size() : 0;
  bytes_ = labels_ ? IndexBytes(*index_) + labels_->bytes() : 0;
  trained_ = index_ && index_->is_trained;
}

}  // namespace likeness
