#include "label_selector.h"

#include <algorithm>

namespace likeness {
namespace {

// Sixteen bits a label: one in sixteen that is not in it gets as far as the binary search.
uint64_t BitsFor(size_t labels) {
  uint64_t bits = 64;
  while (bits < labels * 16) bits *= 2;
  return bits;
}

}  // namespace

LabelSelector::LabelSelector(View<int64_t> labels) : sorted_(labels.begin(), labels.end()) {
  std::sort(sorted_.begin(), sorted_.end());
  const uint64_t bits = BitsFor(sorted_.size());
  mask_ = bits - 1;
  seen_.resize(bits / 64);
  for (const int64_t label : sorted_) {
    const uint64_t bit = static_cast<uint64_t>(label) & mask_;
    seen_[bit / 64] |= uint64_t{1} << (bit % 64);
  }
}

bool LabelSelector::is_member(int64_t label) const {
  const uint64_t bit = static_cast<uint64_t>(label) & mask_;
  if ((seen_[bit / 64] >> (bit % 64) & 1) == 0) return false;
  return std::binary_search(sorted_.begin(), sorted_.end(), label);
}

}  // namespace likeness
