#include "scope.h"

#include <algorithm>

namespace likeness {
namespace {

// Rows here and there are read at half the speed of rows in order, and then in full.
constexpr size_t kScattered = 2;
constexpr size_t kMostRowsInPart = 4096;

// Whether scanning the whole block costs less than picking out so many of its rows.
bool IsDense(const Layout& layout, const Block& block, size_t rows) {
  const size_t whole = block.codes() && block.bounds().usable && layout.codes != Codes::kNone ? layout.code_bytes
                                                                                              : layout.row_bytes();
  return rows * layout.row_bytes() * kScattered > block.count() * whole;
}

// The first of `labels` from `from` on that is not below `label`: by steps that double, then halve, so that labels
// that are nowhere are passed over quickly.
size_t Gallop(const int64_t* labels, size_t from, size_t count, int64_t label) {
  size_t step = 1;
  size_t to = from;
  while (to < count && labels[to] < label) {
    from = to + 1;
    to += step;
    step *= 2;
  }
  return static_cast<size_t>(std::lower_bound(labels + from, labels + std::min(to, count), label) - labels);
}

// Rows of `block` that are among `labels` from `next` on, which is left after the last that may be.
void FindRows(const Block& block, const std::vector<int64_t>& labels, size_t& next, std::vector<size_t>& rows) {
  rows.clear();
  const int64_t last = block.last();
  const bool is_there = block.has_no_gaps();
  while (next < labels.size() && labels[next] <= last) {
    const size_t row = block.LowerBound(labels[next]);
    if (is_there || block.labels()[row] == labels[next]) {
      rows.push_back(row);
      next++;
    } else {
      next = Gallop(labels.data(), next, labels.size(), block.labels()[row]);
    }
  }
}

std::shared_ptr<const Resolved> Locate(const Table& table, const std::vector<int64_t>& labels) {
  const auto resolved = std::make_shared<Resolved>();
  constexpr size_t kWords = kBlockRows / kStepRows;
  // Parts point into vectors that grow meanwhile: offsets first.
  struct Span {
    size_t at;
    bool is_dense;
  };
  std::vector<Span> spans;
  resolved->rows.reserve(std::min(labels.size(), table.size()));
  resolved->labels.reserve(resolved->rows.capacity());
  std::vector<size_t> rows;
  for (size_t next = 0; next < labels.size();) {
    const size_t at = table.BlockOf(labels[next]);
    if (at == table.blocks().size()) {
      // Before the first of all.
      if (table.blocks().empty()) break;
      next = Gallop(labels.data(), next, labels.size(), table.blocks().front()->first());
      continue;
    }
    const Block& block = *table.blocks()[at];
    FindRows(block, labels, next, rows);
    // What lies between this block and the next is nowhere.
    const bool is_last = at + 1 == table.blocks().size();
    next = is_last ? labels.size()
                   : Gallop(labels.data(), next, labels.size(), table.blocks()[at + 1]->first());
    if (rows.empty()) continue;
    resolved->size += rows.size();
    if (IsDense(table.layout(), block, rows.size())) {
      const size_t bits = resolved->bits.size();
      resolved->bits.resize(bits + kWords);
      for (const size_t row : rows) resolved->bits[bits + row / kStepRows] |= uint64_t{1} << row % kStepRows;
      resolved->parts.emplace_back();
      resolved->parts.back().block = &block;
      spans.push_back({bits, true});
      continue;
    }
    const bool continues = !spans.empty() && !spans.back().is_dense &&
                           resolved->parts.back().count + rows.size() <= kMostRowsInPart;
    if (!continues) {
      resolved->parts.emplace_back();
      spans.push_back({resolved->rows.size(), false});
    }
    Part& part = resolved->parts.back();
    part.count += rows.size();
    part.norm = std::max(part.norm, block.bounds().norm);
    // Without a look at each row's label, which is a wait for memory.
    const bool is_known = block.has_no_gaps();
    for (const size_t row : rows) {
      resolved->rows.push_back(block.row(row));
      resolved->labels.push_back(is_known ? block.first() + static_cast<int64_t>(row) : block.labels()[row]);
    }
  }
  for (size_t at = 0; at < spans.size(); at++) {
    Part& part = resolved->parts[at];
    if (spans[at].is_dense) {
      part.allowed = resolved->bits.data() + spans[at].at;
    } else {
      part.rows = resolved->rows.data() + spans[at].at;
      part.labels = resolved->labels.data() + spans[at].at;
    }
  }
  return resolved;
}

}  // namespace

std::shared_ptr<const Resolved> Scope::Resolve(const Table& table, uint64_t version) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!sorted_) {
    if (!std::is_sorted(labels_.begin(), labels_.end())) std::sort(labels_.begin(), labels_.end());
    labels_.erase(std::unique(labels_.begin(), labels_.end()), labels_.end());
    sorted_ = true;
  }
  if (version_ != version) {
    resolved_ = Locate(table, labels_);
    version_ = version;
  }
  return resolved_;
}

}  // namespace likeness
