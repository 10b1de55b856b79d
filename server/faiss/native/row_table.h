// Which label stands in which row of the Faiss index.
//
// Faiss has IndexIDMap for this, but that of 1.7.3 refuses search parameters and finds a label by a scan.
// Not thread safe: whoever has it locks around it.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "view.h"

namespace likeness {

// Faiss writes this where it found nothing, so no vector may have it as its label.
constexpr int64_t kNoLabel = -1;

[[noreturn]] void ThrowNoLabel();
[[noreturn]] void ThrowDuplicate(int64_t label);

class RowTable {
 public:
  size_t size() const { return labels_.size(); }
  const std::vector<int64_t>& labels() const { return labels_; }

  // Estimate: the standard library does not tell what its map allocates.
  size_t bytes() const;

  std::optional<size_t> RowOf(int64_t label) const;

  // Gives `labels` the next rows, in order. Throws duplicate_label, or bad_argument for kNoLabel, and then
  // nothing has changed.
  void Append(View<int64_t> labels);

  // Forgets every row from `size` on.
  void Truncate(size_t size) noexcept;

  // Forgets `label` and moves the last row into its place, as the caller must do with the vectors. Returns
  // the row that was vacated, or nothing for a label that is not here.
  std::optional<size_t> SwapRemove(int64_t label);

 private:
  std::vector<int64_t> labels_;
  std::unordered_map<int64_t, size_t> rows_;
};

}  // namespace likeness
