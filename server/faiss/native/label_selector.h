// The labels that a search is limited to.
#pragma once

#include <faiss/impl/IDSelector.h>

#include <cstdint>
#include <vector>

#include "view.h"

namespace likeness {

// By what Faiss calls the vector: its label.
class LabelSelector : public faiss::IDSelector {
 public:
  explicit LabelSelector(View<int64_t> labels);
  bool is_member(int64_t label) const override;

 private:
  std::vector<int64_t> sorted_;
  // Most labels that are asked for are not in it: one look at this says so. A bit for some of the label's own.
  std::vector<uint64_t> seen_;
  uint64_t mask_;
};

// By the row that a label stands in.
class RowSelector : public faiss::IDSelector {
 public:
  explicit RowSelector(size_t rows) : bits_((rows + 63) / 64) {}
  void Select(size_t row) { bits_[row / 64] |= uint64_t{1} << (row % 64); }
  bool is_member(int64_t row) const override {
    const auto at = static_cast<size_t>(row);
    return at / 64 < bits_.size() && (bits_[at / 64] >> (at % 64) & 1) != 0;
  }

 private:
  std::vector<uint64_t> bits_;
};

}  // namespace likeness
