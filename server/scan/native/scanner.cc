#include "scanner.h"

#include <algorithm>

#include "bound.h"

namespace likeness {
namespace {

constexpr size_t kMostTileRows = 256;
constexpr size_t kTileBytes = 128 << 10;  // of rows in full: they should stay in the second-level cache
constexpr size_t kWords = kMostTileRows / kStepRows;
constexpr size_t kScatteredRows = 16;  // at a time
constexpr uint8_t kMisses = 4;         // tiles in a row that codes did not help with,
constexpr uint8_t kRest = 64;          // and for how many they rest then

size_t TileRows(const Layout& layout) {
  const size_t rows = kTileBytes / layout.row_bytes() / kStepRows * kStepRows;
  return std::clamp(rows, kStepRows, kMostTileRows);
}

void Fetch(const float* row, size_t stride) {
  for (size_t at = 0; at < stride; at += kCacheLine / sizeof(float)) __builtin_prefetch(row + at);
}

}  // namespace

Scanner::Scanner(const Kernels& kernels, const Layout& layout, const Probes& probes, size_t from, size_t count,
                 size_t most, float floor)
    : kernels_(kernels),
      layout_(layout),
      probes_(probes),
      from_(from),
      tile_rows_(TileRows(layout)),
      best_(count, Best(most, floor)),
      byte_slack_(count),
      half_slack_(count),
      misses_(count),
      resting_(count),
      kept_(count * kWords),
      queries_(count),
      rows_(kMostTileRows),
      labels_(kMostTileRows),
      scores_(count * kMostTileRows) {}

void Scanner::Scan(const Part& part) {
  normal_.clear();
  wide_.clear();
  const double norm = part.block ? part.block->bounds().norm : part.norm;
  for (uint32_t query = 0; query < best_.size(); query++) {
    (MayOverflow(probes_[from_ + query], norm) ? wide_ : normal_).push_back(query);
  }
  if (part.block) {
    ScanBlock(*part.block, part.allowed);
  } else {
    ScanRows(part);
  }
}

void Scanner::ScanBlock(const Block& block, const uint64_t* allowed) {
  for (const uint32_t query : normal_) {
    if (!CanSift(block, query)) continue;
    const Probe& probe = probes_[from_ + query];
    if (layout_.codes == Codes::kBytes) {
      byte_slack_[query] = ByteSlack(layout_, probe, block.bounds());
    } else {
      half_slack_[query] = HalfSlack(layout_, probe, block.bounds());
    }
  }
  for (size_t from = 0; from < block.count(); from += tile_rows_) {
    ScanTile(block, allowed, from, std::min(tile_rows_, block.count() - from));
  }
}

bool Scanner::CanSift(const Block& block, size_t query) const {
  if (!block.codes() || !block.bounds().usable) return false;
  switch (layout_.codes) {
    case Codes::kNone: return false;
    case Codes::kHalves: return true;
    case Codes::kBytes: return probes_[from_ + query].has_digits;
  }
  return false;
}

void Scanner::ScanTile(const Block& block, const uint64_t* allowed, size_t from, size_t count) {
  const size_t steps = (count + kStepRows - 1) / kStepRows;
  uint64_t words[kWords];
  size_t rows = 0;
  for (size_t step = 0; step < steps; step++) {
    const size_t left = count - step * kStepRows;
    words[step] = left >= kStepRows ? ~uint64_t{0} : (uint64_t{1} << left) - 1;
    if (allowed) words[step] &= allowed[from / kStepRows + step];
    rows += static_cast<size_t>(__builtin_popcountll(words[step]));
  }
  if (rows == 0) return;

  plain_.clear();
  sifting_.clear();
  for (const uint32_t query : normal_) {
    const bool sifts = CanSift(block, query) && best_[query].rules_out() && resting_[query] == 0;
    (sifts ? sifting_ : plain_).push_back(query);
    if (resting_[query] > 0) resting_[query]--;
  }
  if (!sifting_.empty()) {
    Sift(block, from, steps);
    candidates_.clear();
    for (size_t at = 0; at < sifting_.size(); at++) {
      const uint32_t query = sifting_[at];
      uint64_t* const kept = &kept_[at * kWords];
      size_t passing = 0;
      for (size_t step = 0; step < steps; step++) {
        kept[step] &= words[step];
        passing += static_cast<size_t>(__builtin_popcountll(kept[step]));
      }
      if (passing * 2 > rows) {
        plain_.push_back(query);
        if (++misses_[query] == kMisses) {
          misses_[query] = 0;
          resting_[query] = kRest;
        }
        continue;
      }
      misses_[query] = 0;
      for (size_t step = 0; step < steps; step++) {
        for (uint64_t bits = kept[step]; bits != 0; bits &= bits - 1) {
          const size_t row = from + step * kStepRows + static_cast<size_t>(__builtin_ctzll(bits));
          Fetch(block.row(row), layout_.stride);
          candidates_.push_back({query, static_cast<uint16_t>(row)});
        }
      }
    }
    Rerank(block);
  }
  if (plain_.empty() && wide_.empty()) return;

  if (rows * 2 >= count) {
    // In order, which is faster than picking out half of them.
    for (size_t row = 0; row < count; row++) rows_[row] = block.row(from + row);
    Compare(block.labels() + from, count, rows == count ? nullptr : words);
    return;
  }
  size_t put = 0;
  for (size_t step = 0; step < steps; step++) {
    for (uint64_t bits = words[step]; bits != 0; bits &= bits - 1) {
      const size_t row = from + step * kStepRows + static_cast<size_t>(__builtin_ctzll(bits));
      rows_[put] = block.row(row);
      labels_[put++] = block.labels()[row];
    }
  }
  Compare(labels_.data(), put, nullptr);
}

void Scanner::Sift(const Block& block, size_t from, size_t steps) {
  const std::byte* codes = block.codes() + from * layout_.code_bytes;
  if (layout_.codes == Codes::kBytes) {
    byte_probes_.clear();
    for (const uint32_t query : sifting_) {
      const Probe& probe = probes_[from_ + query];
      const float cut = ByteCut(layout_, probe, best_[query].least());
      byte_probes_.push_back({probe.digits, probe.offset, byte_slack_[query], cut});
    }
    kernels_.sift_bytes(byte_probes_.data(), byte_probes_.size(), reinterpret_cast<const uint8_t*>(codes),
                        block.scales() + from, steps, layout_.quads, kept_.data(), kWords);
  } else {
    half_probes_.clear();
    for (const uint32_t query : sifting_) {
      half_probes_.push_back({probes_[from_ + query].values, HalfCut(half_slack_[query], best_[query].least())});
    }
    kernels_.sift_halves(half_probes_.data(), half_probes_.size(), reinterpret_cast<const uint16_t*>(codes), steps,
                         layout_.dimension, kept_.data(), kWords);
  }
}

void Scanner::Rerank(const Block& block) {
  reranked_ += candidates_.size();
  for (size_t at = 0; at < candidates_.size();) {
    const uint32_t query = candidates_[at].query;
    size_t count = 0;
    for (; at < candidates_.size() && candidates_[at].query == query; at++) {
      rows_[count] = block.row(candidates_[at].row);
      labels_[count++] = block.labels()[candidates_[at].row];
    }
    kernels_.score(&probes_[from_ + query].values, 1, rows_.data(), count, layout_.stride, scores_.data(), count);
    Offer(query, scores_.data(), labels_.data(), count, nullptr);
  }
}

void Scanner::ScanRows(const Part& part) {
  plain_ = normal_;
  for (size_t from = 0; from < part.count; from += kScatteredRows) {
    const size_t count = std::min(kScatteredRows, part.count - from);
    const size_t ahead = from + kScatteredRows;
    for (size_t row = ahead; row < std::min(part.count, ahead + kScatteredRows); row++) {
      Fetch(part.rows[row], layout_.stride);
    }
    std::copy_n(part.rows + from, count, rows_.data());
    Compare(part.labels + from, count, nullptr);
  }
}

void Scanner::Compare(const int64_t* labels, size_t count, const uint64_t* allowed) {
  CompareWide(labels, count, allowed);
  if (plain_.empty()) return;
  for (size_t at = 0; at < plain_.size(); at++) queries_[at] = probes_[from_ + plain_[at]].values;
  kernels_.score(queries_.data(), plain_.size(), rows_.data(), count, layout_.stride, scores_.data(), count);
  for (size_t at = 0; at < plain_.size(); at++) Offer(plain_[at], &scores_[at * count], labels, count, allowed);
}

void Scanner::CompareWide(const int64_t* labels, size_t count, const uint64_t* allowed) {
  for (const uint32_t query : wide_) {
    const Probe& probe = probes_[from_ + query];
    for (size_t row = 0; row < count; row++) {
      // By the row's own norm: the answer must not depend on which rows stand beside it.
      if (MayOverflow(probe, NormOf(rows_[row], layout_.dimension))) {
        scores_[row] = WideScore(probe.values, rows_[row], layout_.dimension);
      } else {
        kernels_.score(&probe.values, 1, &rows_[row], 1, layout_.stride, &scores_[row], 1);
      }
    }
    Offer(query, scores_.data(), labels, count, allowed);
  }
}

void Scanner::Offer(size_t query, const float* scores, const int64_t* labels, size_t count, const uint64_t* allowed) {
  constexpr size_t kGlance = 16;
  Best& best = best_[query];
  float least = best.least();
  for (size_t from = 0; from < count; from += kGlance) {
    const size_t to = std::min(count, from + kGlance);
    bool any = false;
    for (size_t at = from; at < to; at++) any |= scores[at] > least;
    if (!any) continue;
    for (size_t at = from; at < to; at++) {
      const bool counts = !allowed || (allowed[at / kStepRows] >> at % kStepRows & 1) != 0;
      if (!counts || !(scores[at] > least)) continue;
      best.Take(scores[at], labels[at]);
      least = best.least();
    }
  }
}

}  // namespace likeness
