// The searches of labelled_index.h.

#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexPreTransform.h>
#include <faiss/impl/AuxIndexStructures.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <shared_mutex>

#include "core.h"
#include "failure.h"
#include "gpu.h"
#include "interrupt.h"
#include "labelled_index.h"
#include "omp_threads.h"
#include "pool.h"

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

}  // namespace

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

}  // namespace likeness
