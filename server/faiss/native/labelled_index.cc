#include "labelled_index.h"

#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexPreTransform.h>
#include <faiss/impl/AuxIndexStructures.h>

#include <algorithm>
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
#include "pool.h"
#include "row_labels.h"
#include "snapshot.h"

namespace likeness {
namespace {

// Queries of one block, after which a search looks whether it is still wanted.
constexpr size_t kMostTogether = 256;

// Lists that were looked through, and what a graph is told.
struct Parameters {
  faiss::SearchParametersIVF lists;
  faiss::SearchParametersHNSW graph;
  faiss::SearchParameters codes;
};

uint64_t Searched(const faiss::IndexIVF& lists, const std::vector<int64_t>& chosen) {
  uint64_t searched = 0;
  for (int64_t list : chosen) {
    if (list >= 0) searched += lists.invlists->list_size(static_cast<size_t>(list));
  }
  return searched;
}

// The queries as the lists know them.
const float* Transformed(const faiss::Index& index, size_t count, const float* queries,
                         std::unique_ptr<const float[]>& made) {
  const auto* transformed = dynamic_cast<const faiss::IndexPreTransform*>(&index);
  if (!transformed) return queries;
  const float* turned = transformed->apply_chain(static_cast<int64_t>(count), queries);
  if (turned != queries) made.reset(turned);
  return turned;
}

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

std::unique_ptr<faiss::IDSelector> LabelledIndex::Selector(const SearchLimits& limits) const {
  if (!limits.within) return nullptr;
  // Never ignored: Faiss for a device takes no selector, and its PQ says so only when it is asked.
  CheckInMemory("a search of some labels alone");
  if (factory_.products && !factory_.lists) {
    throw CodedError("not_supported", "PQ without lists searches no labels alone");
  }
  return labels_->Select(*limits.within);
}

Neighbours LabelledIndex::Search(View<float> queries, size_t k, const SearchLimits& limits,
                                 const Cancellation& asked) const {
  const size_t count = CheckQueries(queries);
  CheckVectors(queries);

  // What is on a device is searched by one at a time: Faiss keeps what a search needs there for all of them.
  const bool in_memory = options_.device < 0;
  std::shared_lock<FairSharedMutex> together_lock(mutex_, std::defer_lock);
  std::unique_lock<FairSharedMutex> alone_lock(mutex_, std::defer_lock);
  if (in_memory) together_lock.lock();
  else alone_lock.lock();
  CheckUsable();
  CheckTrained();
  Neighbours found;
  found.k = std::min(k, labels_->size());
  if (found.k == 0 || count == 0) return found;
  const auto selector = Selector(limits);
  const faiss::Index& index = *index_;
  const auto* lists = in_memory ? dynamic_cast<const faiss::IndexIVF*>(&CoreOf(index)) : nullptr;
  if (!in_memory) SetProbes(*index_, limits.nprobe);
  // A graph follows as many as its parameter says, but 1.7.3 keeps no more of them on the way than are asked of it. So
  // that many are asked for, and the best of them are the answer.
  const size_t width = factory_.graph ? std::min(std::max(found.k, limits.ef_search), labels_->size()) : found.k;

  Parameters parameters;
  parameters.lists.nprobe = limits.nprobe;
  parameters.graph.efSearch = static_cast<int>(width);
  parameters.lists.sel = parameters.graph.sel = parameters.codes.sel = selector.get();
  const faiss::SearchParameters* given = nullptr;
  if (factory_.graph) given = &parameters.graph;
  else if (selector) given = &parameters.codes;

  found.scores.resize(count * width);
  found.labels.resize(count * width);
  std::atomic<uint64_t> compared{0};
  const size_t threads = in_memory ? static_cast<size_t>(options_.threads) : 1;
  const size_t together = std::clamp((count + threads - 1) / threads, size_t{1}, kMostTogether);
  Pool::Shared().ForEach((count + together - 1) / together, threads, [&](size_t block) {
    asked.Check();
    const OmpThreads one(1);
    const Interruptible interruptible(asked);
    const size_t from = block * together;
    const size_t many = std::min(together, count - from);
    const float* given_queries = queries.data + from * static_cast<size_t>(options_.dimension);
    float* scores = found.scores.data() + from * width;
    int64_t* labels = found.labels.data() + from * width;
    const auto n = static_cast<int64_t>(many);
    if (!lists) {
      index.search(n, given_queries, static_cast<int64_t>(width), scores, labels, given);
      return;
    }
    // In two steps, for between them it can be seen how many will be compared.
    std::unique_ptr<const float[]> made;
    const float* turned = Transformed(index, many, given_queries, made);
    const size_t probes = std::min(limits.nprobe, lists->nlist);
    std::vector<float> distances(many * probes);
    std::vector<int64_t> chosen(many * probes);
    lists->quantizer->search(n, turned, static_cast<int64_t>(probes), distances.data(), chosen.data());
    lists->search_preassigned(n, turned, static_cast<int64_t>(width), chosen.data(), distances.data(), scores, labels,
                              false, &parameters.lists);
    compared += Searched(*lists, chosen);
  });
  asked.Check();
  if (!lists && !factory_.graph) compared = count * (limits.within ? std::min(limits.within->size, size()) : size());
  found.compared = compared;

  if (width > found.k) {
    for (size_t query = 1; query < count; query++) {
      std::copy_n(found.scores.begin() + query * width, found.k, found.scores.begin() + query * found.k);
      std::copy_n(found.labels.begin() + query * width, found.k, found.labels.begin() + query * found.k);
    }
    found.scores.resize(count * found.k);
    found.labels.resize(count * found.k);
  }
  labels_->Translate(found.labels.data(), found.labels.size());
  return found;
}

NeighbourRanges LabelledIndex::SearchRange(View<float> queries, float radius, const SearchLimits& limits,
                                           const Cancellation& asked) const {
  const size_t count = CheckQueries(queries);
  CheckVectors(queries);

  std::shared_lock<FairSharedMutex> lock(mutex_);
  CheckUsable();
  CheckTrained();
  CheckInMemory("a search by range");
  const bool flat = factory_.text == "Flat";
  if (!flat && !factory_.lists) throw CodedError("not_supported", "Flat and IVF are searched by range");
  const auto selector = Selector(limits);
  faiss::SearchParametersIVF parameters;
  parameters.nprobe = limits.nprobe;
  parameters.sel = selector.get();

  faiss::RangeSearchResult result(static_cast<int64_t>(count));
  const OmpThreads threads(options_.threads);
  const Interruptible interruptible(asked);
  if (count > 0 && size() > 0) {
    index_->range_search(static_cast<int64_t>(count), queries.data, radius, &result, &parameters);
  } else {
    result.do_allocation();
  }
  asked.Check();
  NeighbourRanges found;
  if (result.lims[count] > std::numeric_limits<uint32_t>::max()) throw std::bad_alloc();
  found.starts.assign(result.lims, result.lims + count + 1);
  found.scores.assign(result.distances, result.distances + result.lims[count]);
  found.labels.assign(result.labels, result.labels + result.lims[count]);
  labels_->Translate(found.labels.data(), found.labels.size());
  return found;
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
