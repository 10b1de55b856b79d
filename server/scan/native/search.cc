// The searches of index.h.

#include <algorithm>
#include <cmath>
#include <limits>
#include <shared_mutex>
#include <string>

#include "failure.h"
#include "index.h"
#include "pool.h"

namespace likeness {
namespace {

// Queries that go by each tile together. More would gain little, and hold changes up for longer.
constexpr size_t kTogether = 64;
// Answers in one search, of 12 bytes each: beyond, memory is what it runs out of.
constexpr size_t kMostAnswers = size_t{1} << 27;
// Rows below which a second thread costs more than it brings.
constexpr size_t kRowsForThread = 8192;

std::vector<Part> PartsOf(const Table& table) {
  std::vector<Part> parts(table.blocks().size());
  for (size_t at = 0; at < parts.size(); at++) parts[at].block = table.blocks()[at].get();
  return parts;
}

}  // namespace

Found ScanIndex::Search(View<float> queries, size_t k, Scope* scope, const Cancellation& cancellation) const {
  const size_t count = queries.size / layout_.dimension;
  const auto check_answers = [count](size_t places) {
    if (places > 0 && count > kMostAnswers / places) {
      throw CodedError("out_of_memory", "queries x k is more than " + std::to_string(kMostAnswers));
    }
  };
  check_answers(std::min(k, size()));
  std::vector<std::vector<Hit>> answers(count);
  const Effort effort =
      SearchEach(queries, k, -std::numeric_limits<float>::infinity(), scope, cancellation,
                 [&answers](size_t query, std::vector<Hit>&& hits) { answers[query] = std::move(hits); });

  Found found;
  // Of what was there when it was looked through: what came in meanwhile must not take another's place.
  found.k = std::min(k, effort.size);
  check_answers(found.k);
  found.labels.assign(count * found.k, kNoLabel);
  found.scores.assign(count * found.k, std::numeric_limits<float>::quiet_NaN());
  for (size_t query = 0; query < count; query++) {
    for (size_t at = 0; at < answers[query].size(); at++) {
      found.labels[query * found.k + at] = answers[query][at].label;
      found.scores[query * found.k + at] = answers[query][at].score;
    }
  }
  found.compared = effort.compared;
  found.reranked = effort.reranked;
  return found;
}

FoundRanges ScanIndex::AtLeast(View<float> queries, float score, Scope* scope,
                               const Cancellation& cancellation) const {
  FoundRanges found;
  found.starts.push_back(0);
  // At or above is above the float before.
  const float floor = std::nextafterf(score, -std::numeric_limits<float>::infinity());
  const Effort effort =
      SearchEach(queries, Best::kAll, floor, scope, cancellation, [&found](size_t, std::vector<Hit>&& hits) {
        if (found.labels.size() + hits.size() > kMostAnswers) {
          throw CodedError("out_of_memory", "there are more than " + std::to_string(kMostAnswers) + " answers");
        }
        for (const Hit& hit : hits) {
          found.labels.push_back(hit.label);
          found.scores.push_back(hit.score);
        }
        found.starts.push_back(static_cast<uint32_t>(found.labels.size()));
      });
  found.compared = effort.compared;
  found.reranked = effort.reranked;
  return found;
}

ScanIndex::Effort ScanIndex::SearchEach(View<float> queries, size_t most, float floor, Scope* scope,
                                        const Cancellation& cancellation, const Settle& settle) const {
  if (queries.size % layout_.dimension != 0) {
    throw CodedError("wrong_length", "the floats do not divide into vectors of " + std::to_string(layout_.dimension));
  }
  CheckFinite(queries);
  const Probes probes(layout_, queries);
  Effort effort;
  for (size_t from = 0; from < probes.size(); from += kTogether) {
    const size_t count = std::min(kTogether, probes.size() - from);
    const Effort one = ScanTogether(probes, from, count, most, floor, scope, cancellation, settle);
    effort.compared = one.compared;
    effort.reranked += one.reranked;
    effort.size = std::max(effort.size, one.size);
  }
  return effort;
}

ScanIndex::Effort ScanIndex::ScanTogether(const Probes& probes, size_t from, size_t count, size_t most, float floor,
                                          Scope* scope, const Cancellation& cancellation,
                                          const Settle& settle) const {
  std::shared_lock<FairSharedMutex> lock(mutex_);
  const std::shared_ptr<const Resolved> resolved = scope ? scope->Resolve(table_, version_) : nullptr;
  const std::vector<Part> whole = resolved ? std::vector<Part>() : PartsOf(table_);
  const std::vector<Part>& parts = resolved ? resolved->parts : whole;
  Effort effort{resolved ? resolved->size : table_.size(), 0, table_.size()};

  const size_t useful = 1 + effort.compared * count / kRowsForThread;
  const size_t workers = std::max<size_t>(1, std::min({threads_, parts.size(), useful}));
  std::vector<Scanner> scanners;
  scanners.reserve(workers);
  for (size_t at = 0; at < workers; at++) {
    scanners.emplace_back(kernels_, layout_, probes, from, count, most, floor);
  }
  // Each takes the next part when it is done with one, so each sees parts in ascending order.
  std::atomic<size_t> next{0};
  Pool::Shared().ForEach(workers, workers, [&](size_t worker) {
    for (size_t at; (at = next.fetch_add(1)) < parts.size();) {
      cancellation.Check();
      scanners[worker].Scan(parts[at]);
    }
  });
  lock.unlock();

  for (size_t query = 0; query < count; query++) {
    Best& best = scanners.front().best()[query];
    for (size_t at = 1; at < workers; at++) best.Merge(scanners[at].best()[query]);
    settle(from + query, best.Sorted());
  }
  for (const Scanner& scanner : scanners) effort.reranked += scanner.reranked();
  return effort;
}

}  // namespace likeness
