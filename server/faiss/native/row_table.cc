#include "row_table.h"

#include <string>

#include "failure.h"

namespace likeness {

void ThrowNoLabel() { throw CodedError("bad_argument", "the label -1 means 'no vector' and cannot be given to one"); }

void ThrowDuplicate(int64_t label) {
  throw CodedError("duplicate_label", "the label " + std::to_string(label) + " is already present");
}

size_t RowTable::bytes() const {
  // A node is the pair and a link; malloc rounds its 24 bytes up to 32.
  constexpr size_t kNode = 32;
  return labels_.size() * sizeof(int64_t) + rows_.size() * kNode + rows_.bucket_count() * sizeof(void*);
}

void RowTable::Append(View<int64_t> labels) {
  const size_t before = size();
  try {
    for (int64_t label : labels) {
      if (label == kNoLabel) ThrowNoLabel();
      // labels_ first: Truncate() knows what to undo by it. And try_emplace, since it looks before it
      // allocates: were emplace to run out of memory on a duplicate, undoing would take the first's row.
      labels_.push_back(label);
      if (!rows_.try_emplace(label, labels_.size() - 1).second) {
        labels_.pop_back();
        ThrowDuplicate(label);
      }
    }
  } catch (...) {
    Truncate(before);
    throw;
  }
}

void RowTable::Truncate(size_t size) noexcept {
  while (labels_.size() > size) {
    rows_.erase(labels_.back());
    labels_.pop_back();
  }
}

std::optional<size_t> RowTable::RowOf(int64_t label) const {
  const auto found = rows_.find(label);
  if (found == rows_.end()) return std::nullopt;
  return found->second;
}

std::optional<size_t> RowTable::SwapRemove(int64_t label) {
  const auto found = rows_.find(label);
  if (found == rows_.end()) return std::nullopt;
  const size_t row = found->second;
  const int64_t last = labels_.back();
  labels_[row] = last;
  labels_.pop_back();
  // The label may itself be the last one, so it is erased after the other is moved.
  rows_[last] = row;
  rows_.erase(label);
  return row;
}

}  // namespace likeness
